// On a phone the menu scrolls sideways: the entry one is at comes into view.

document.querySelector(".side [aria-current]")?.scrollIntoView({ inline: "center", block: "nearest" });
