// Measured in the page: width, contrast of every text, size of every target.
() => {
  const channel = (part) => {
    const value = part / 255;
    return value <= 0.04045 ? value / 12.92 : ((value + 0.055) / 1.055) ** 2.4;
  };
  const parts = (colour) => colour.match(/[\d.]+/g).map(Number);
  const light = (colour) => {
    const [red, green, blue] = parts(colour);
    return 0.2126 * channel(red) + 0.7152 * channel(green) + 0.0722 * channel(blue);
  };
  const isClear = (colour) => (parts(colour)[3] ?? 1) === 0;
  const ground = (element) => {
    for (let one = element; one; one = one.parentElement) {
      const colour = getComputedStyle(one).backgroundColor;
      if (!isClear(colour)) return colour;
    }
    return "rgb(255, 255, 255)";
  };
  const contrast = (one, other) => {
    const [dark, bright] = [light(one), light(other)].sort((a, b) => a - b);
    return (bright + 0.05) / (dark + 0.05);
  };
  const isSeen = (element) => element.checkVisibility({ visibilityProperty: true }) && !element.closest(".unseen, .first, .skip");

  const faint = new Set();
  const texts = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT);
  while (texts.nextNode()) {
    const element = texts.currentNode.parentElement;
    if (!texts.currentNode.textContent.trim() || !isSeen(element)) continue;
    const style = getComputedStyle(element);
    const size = parseFloat(style.fontSize);
    const isLarge = size >= 24 || (size >= 18.66 && Number(style.fontWeight) >= 700);
    const found = contrast(style.color, ground(element));
    if (found < (isLarge ? 3 : 4.5)) faint.add(`${texts.currentNode.textContent.trim()}: ${found.toFixed(2)}`);
  }

  // A link inside a sentence is as high as its line; a row's link reaches over the whole row.
  const isInText = (element) => element.matches("p a, dd a, small a, td a:not(.button), li p a");
  const small = new Set();
  for (const element of document.querySelectorAll("a, button, input, select, textarea, summary")) {
    if (!isSeen(element) || element.matches("[type=hidden], .row, [aria-hidden]") || isInText(element)) continue;
    const box = element.getBoundingClientRect();
    const label = element.closest("label")?.getBoundingClientRect() ?? box;
    if (Math.max(box.height, label.height) < 24 || Math.max(box.width, label.width) < 24) {
      small.add(`${element.tagName} ${element.textContent.trim() || element.name}`);
    }
  }

  const root = document.documentElement;
  return { sideways: root.scrollWidth - root.clientWidth, faint: [...faint], small: [...small] };
}
