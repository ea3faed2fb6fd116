// Secret ballots of this browser: handed out at the opening, kept here, cast without a session.

import { castBallot, checkList, fillBallot, makeToken, signToken } from "./blind-vote.js";

const AGAIN = 3000;

export class Ballots {
  constructor(room, changed) {
    this.room = room;
    this.changed = changed;
    this.asked = new Set();
  }

  // Kept by the browser and not by the tab: who closes it by mistake comes back with the ballot.
  kept(vote, seat) {
    return JSON.parse(localStorage.getItem(`congvu-ballot-${vote.id}-${seat}`) ?? "null");
  }

  keep(vote, seat, ballot) {
    localStorage.setItem(`congvu-ballot-${vote.id}-${seat}`, JSON.stringify(ballot));
  }

  isReady(vote, seat) {
    return Boolean(this.kept(vote, seat)?.token_signature);
  }

  /** At the opening, not with the choice: when it is cast says nothing about who asked. */
  async ask(vote, seat) {
    const key = `${vote.id} ${seat}`;
    if (this.asked.has(key) || this.isReady(vote, seat)) return;
    if (vote.voted.includes(seat) && !this.kept(vote, seat)) return;
    this.asked.add(key);
    try {
      const made = this.kept(vote, seat) ?? await makeToken(vote.public_key);
      this.keep(vote, seat, made);
      const own = seat === this.room.you.seat_id ? {} : { seat_id: seat };
      const { blind_signature: signature } = await this.room.socket.ask("vote.ballot",
        { vote_id: vote.id, blinded: made.blinded, ...own });
      this.keep(vote, seat, await signToken(made, signature));
    } catch (error) {
      console.info("ballot:", error.code ?? error.message);
      setTimeout(() => this.asked.delete(key) && this.changed(), AGAIN);
    }
    this.changed();
  }

  /** True once it is in. */
  async cast(vote, seat, choice) {
    const signed = this.kept(vote, seat);
    const filled = await fillBallot(signed, vote.id, choice);
    const answer = await castBallot(`/api/v1/secret-votes/${vote.id}/ballots`, filled).catch(() => null);
    if (answer?.ok) this.keep(vote, seat, { ...signed, choice });
    return Boolean(answer?.ok);
  }

  /** The published list, checked by this browser: `{all, sound, own}`; null where it is not there. */
  async check(vote, seat) {
    const answer = await fetch(`/api/v1/secret-votes/${vote.id}`, { credentials: "omit" }).catch(() => null);
    if (!answer?.ok) return null;
    const list = await answer.json();
    const own = this.kept(vote, seat);
    const found = await checkList(list, own?.choice ? own : null);
    const sound = !found.invalid && found.as_published && found.not_more_than_tokens;
    return { all: list.ballots.length, sound, own: own?.choice ? found.own_listed : null };
  }
}
