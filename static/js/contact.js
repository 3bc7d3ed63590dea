// Hours on the reader's own clock, and what holds now for as long as the page is open.

const two = (number) => String(number).padStart(2, "0");
const days = (text) => Date.UTC(...text.slice(0, 10).split("-").map((part, at) => part - (at === 1))) / 86400000;

function showOwnTimes(place, words) {
  for (const line of place.querySelectorAll(".hot__hours p")) {
    const times = [...line.querySelectorAll("time[datetime*='T']")];
    if (times.length !== 2) continue;
    const own = times.map((time) => new Date(time.dateTime));
    const clock = own.map((at) => `${two(at.getHours())}:${two(at.getMinutes())}`);
    if (clock[0] === times[0].dateTime.slice(11, 16)) continue;
    const here = `${own[0].getFullYear()}-${two(own[0].getMonth() + 1)}-${two(own[0].getDate())}`;
    const shift = days(here) - days(times[0].dateTime);
    const note = document.createElement("small");
    note.className = "muted hot__yours";
    note.textContent = `${words.wordYours} ${clock.join("–")}`;
    if (shift) note.textContent += ` (${shift < 0 ? words.wordBefore : words.wordAfter})`;
    line.append(note);
  }
}

let timer = 0;
let shownAt = Date.now();

function watch(list) {
  showOwnTimes(list, list.closest("[data-hours]").dataset);
  const next = Math.min(
    ...[...list.querySelectorAll("[data-changes]")].map((dot) => Date.parse(dot.dataset.changes)),
  );
  clearTimeout(timer);
  // A timer may not be longer than 2^31 ms.
  if (next < Infinity) timer = setTimeout(refresh, Math.min(next - Date.now() + 1000, 2 ** 31 - 1));
}

/** The server says again what holds now; without an answer the list stays as it is. */
async function refresh() {
  const answer = await fetch(location.href).catch(() => null);
  if (!answer?.ok) return;
  const page = new DOMParser().parseFromString(await answer.text(), "text/html");
  const fresh = page.getElementById("hotlines");
  const list = document.getElementById("hotlines");
  if (!fresh || list.contains(document.activeElement)) return;
  list.replaceWith(document.importNode(fresh, true));
  shownAt = Date.now();
  watch(document.getElementById("hotlines"));
}

document.addEventListener("visibilitychange", () => {
  if (!document.hidden && Date.now() - shownAt > 60000) refresh();
});
const list = document.getElementById("hotlines");
if (list) watch(list);
