// The result of a vote, as the room and the screen of the hall show it.

import { h, say } from "./room-words.js";

export const label = ({ key, label: text }) => (say(`choice-${key}`) === `choice-${key}` ? text : say(`choice-${key}`));

export function counts(vote) {
  const votes = vote.result?.votes ?? {};
  const most = Math.max(1, ...Object.values(votes));
  return h("dl", {}, vote.options.flatMap((option) => [h("dt", {}, label(option)),
    h("dd", {}, h("meter", { min: 0, max: most, value: votes[option.key] ?? 0, "aria-label": label(option) }), h("b", {}, votes[option.key] ?? 0))]));
}

export function verdict(vote) {
  const adopted = vote.result?.adopted ?? null;
  const chosen = vote.options.find((option) => option.key === adopted);
  const isMotion = vote.options.some((option) => option.key === "for");
  return h("p", { class: adopted ? "passed" : "not-passed" },
    adopted && !isMotion ? say("adopted", { name: label(chosen) }) : say(adopted ? "passed" : "not-passed"));
}

/** With how it was counted; of an open vote, who chose what. */
export function resultOf(vote, room) {
  const { present = 0, represented = 0, entitled = 0, ballots } = vote.result ?? {};
  return h("div", { class: "result" }, counts(vote), verdict(vote),
    h("p", { class: "soft" }, say("vote-counted", {
      threshold: say(`threshold-${vote.threshold}`), base: say(`base-${vote.base}`), present: present + represented, all: entitled })),
    ballots?.length ? h("details", { class: "aside" },
      h("summary", { "data-key": `who-${vote.id}` }, say("vote-who")),
      h("ul", {}, ballots.map((one) => h("li", {}, `${room.nameOf(one.seat)}: `,
        label(vote.options.find((option) => option.key === one.choice) ?? { key: one.choice, label: one.choice }),
        one.weight === 1 ? "" : ` (× ${one.weight})`)))) : null);
}
