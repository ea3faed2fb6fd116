// Forms with a file are sent with their progress shown; the answer is the same page as without script.

function send(event) {
  const form = event.target;
  const file = form.querySelector("input[type=file]");
  const looksUp = event.submitter?.formNoValidate;
  const downloads = event.submitter && "download" in event.submitter.dataset;
  if (!file?.files.length || looksUp || downloads) return;
  event.preventDefault();
  const bar = form.querySelector("progress");
  const buttons = form.querySelectorAll("button");
  const request = new XMLHttpRequest();
  request.open("POST", form.action);
  request.setRequestHeader("X-Congvu-Upload", "1");
  request.upload.onprogress = (moved) => {
    if (moved.lengthComputable) bar.value = (100 * moved.loaded) / moved.total;
  };
  request.onload = () => {
    const place = request.getResponseHeader("Location");
    if (request.status === 204 && place) location.assign(place);
    else show(request.responseText);
  };
  request.onerror = () => {
    // The line broke: the browser's own way of sending says so in its own words.
    form.removeEventListener("submit", send);
    form.requestSubmit(event.submitter ?? undefined);
  };
  const data = new FormData(form, event.submitter);
  for (const button of buttons) button.disabled = true;
  bar.hidden = false;
  request.send(data);
}

function show(html) {
  const page = new DOMParser().parseFromString(html, "text/html");
  document.title = page.title;
  document.querySelector("main").replaceWith(page.querySelector("main"));
  start();
  const problem = document.getElementById("problem");
  (problem ?? document.querySelector("main")).focus();
  window.scrollTo(0, 0);
  document.dispatchEvent(new Event("congvu:page"));
}

function start() {
  for (const form of document.querySelectorAll("form[data-upload]")) {
    form.addEventListener("submit", send);
  }
}

start();
