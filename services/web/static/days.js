// Days are typed as dd/mm/yyyy in either language; the button opens the browser's own calendar.

const shown = (iso) => iso.split("-").reverse().join("/");
const iso = (text) => {
  const parts = text.trim().split("/");
  if (parts.length !== 3) return "";
  const [day, month, year] = parts;
  return `${year}-${month.padStart(2, "0")}-${day.padStart(2, "0")}`;
};

function start(field) {
  const text = field.querySelector("input");
  const button = field.querySelector("button");
  const picker = document.createElement("input");
  if (!button.hidden || !picker.showPicker) return;
  picker.type = "date";
  picker.tabIndex = -1;
  picker.setAttribute("aria-hidden", "true");
  picker.min = field.dataset.min ?? "";
  picker.max = field.dataset.max ?? "";
  field.append(picker);
  button.hidden = false;
  button.addEventListener("click", () => {
    picker.value = iso(text.value);
    picker.showPicker();
  });
  picker.addEventListener("change", () => {
    if (picker.value) text.value = shown(picker.value);
    text.focus();
  });
}

const startAll = () => document.querySelectorAll("[data-day]").forEach(start);

startAll();
document.addEventListener("congvu:page", startAll);
