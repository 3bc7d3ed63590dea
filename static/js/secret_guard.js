// Secrets are told at the field before a form is sent: in every form with data-secret-guard. The
// server looks again by the same rules, which come from it when somebody turns to such a form.

const FEWEST = 12;
const FEWEST_DIFFERENT = 6;
const LARGEST_GAP = 12;
const MOST_PLAIN = 6;
const INVISIBLE = /[\p{Cf}\p{Mn}]/u;
const PARTING = "，；！？（）";
const PARTED = /[\u3400-\u9fff](?:[^\u3400-\u9fff]{1,6}[\u3400-\u9fff](?![\u3400-\u9fff])){11,}/g;

// --- Checks ------------------------------------------------------------------------------------

const digitsOf = (text) => [...text].filter((c) => c >= "0" && c <= "9").map(Number);

function isLuhn(text) {
  const digits = digitsOf(text).reverse();
  const doubled = digits.map((digit, place) => (place % 2 ? digit * 2 : digit));
  const sum = doubled.reduce((total, n) => total + Math.floor(n / 10) + (n % 10), 0);
  return new Set(digits).size > 1 && sum % 10 === 0;
}

function isChineseId(text) {
  const number = text.replace(/[^0-9x]/g, "");
  const [year, month, day] = [number.slice(6, 10), number.slice(10, 12), number.slice(12, 14)];
  const born = new Date(Date.UTC(year, month - 1, day));
  if (born.getUTCMonth() !== month - 1 || born.getUTCDate() !== Number(day)) return false;
  const weights = [7, 9, 10, 5, 8, 4, 2, 1, 6, 3, 7, 9, 10, 5, 8, 4, 2];
  const sum = weights.reduce((total, weight, place) => total + weight * number[place], 0);
  return "10x98765432"[sum % 11] === number[17];
}

function isHongKongId(text) {
  const number = text.replace(/[^0-9a-z]/g, "");
  const values = [...number.slice(0, -1)].map((c) => parseInt(c, 36));
  if (values.length < 8) values.unshift(36);
  const sum = values.reduce((total, value, place) => total + value * (9 - place), 0);
  return "0123456789a"[(11 - (sum % 11)) % 11] === number[number.length - 1];
}

// --- Finding -----------------------------------------------------------------------------------

/** Half width, without invisible characters, as the server folds a text. */
function plain(text) {
  const one = (c) => {
    if (c < "\x80" || PARTING.includes(c)) return c;
    return INVISIBLE.test(c) ? "" : c.normalize("NFKC");
  };
  return [...text].map(one).join("");
}

function holdsPhrase(low, words, plainWords) {
  let run = [];
  let last = 0;
  for (const { 0: word, index } of low.matchAll(/[a-z]+/g)) {
    if (index - last > LARGEST_GAP) run = [];
    run = [...run, word].slice(-FEWEST);
    last = index + word.length;
    const known = run.filter((one) => words.has(one));
    if (run.length < FEWEST || known.length < FEWEST - 1) continue;
    const different = [...new Set(known)];
    const ordinary = different.filter((one) => plainWords.has(one));
    if (different.length >= FEWEST_DIFFERENT && ordinary.length <= MOST_PLAIN) return true;
  }
  return false;
}

/** A function that gives the kind of the first secret it finds in a text, or "". */
export function finder({ rules, issuers, words, plain: plainWords, characters }) {
  const issuer = new RegExp(`^(?:${issuers})$`);
  const checks = {
    "": () => true,
    luhn: isLuhn,
    card: (text) => issuer.test(digitsOf(text).join("")) && isLuhn(text),
    chinese_id: isChineseId,
    hong_kong_id: isHongKongId,
  };
  const patterns = rules.map((rule) => ({ ...rule, pattern: new RegExp(rule.pattern, "g") }));
  const english = new Set(words.split(" "));
  const ordinary = new Set(plainWords.split(" "));
  const chinese = new Set(characters);
  const isOfLists = ([found]) => {
    const different = new Set(found.match(/[\u3400-\u9fff]/g));
    return different.size >= FEWEST_DIFFERENT && [...different].every((c) => chinese.has(c));
  };
  return (text) => {
    const cased = plain(text);
    const low = cased.toLowerCase();
    if (holdsPhrase(low, english, ordinary)) return "seed_phrase";
    if ([...low.matchAll(PARTED)].some(isOfLists)) return "seed_phrase";
    for (const { kind, pattern, check, keeps_case: keepsCase } of patterns) {
      for (const [, honest, secret] of (keepsCase ? cased : low).matchAll(pattern)) {
        if (!honest && checks[check](secret)) return kind;
      }
    }
    return "";
  };
}

// --- At the field --------------------------------------------------------------------------------

async function load() {
  const answer = await fetch(document.body.dataset.secretRules);
  const rules = await answer.json();
  return { find: finder(rules), explanations: rules.explanations };
}

const TEXT = ["text", "search", "textarea"];
const isText = (field) => TEXT.includes(field.type) && field.form?.matches("[data-secret-guard]");

/** Say at the field what stands in it, or take back what was said. */
function mark(field, { find, explanations }) {
  const id = `${field.id || field.name}-secret`;
  const kind = find(field.value);
  const before = document.getElementById(id);
  if (!kind && !before) return "";
  const described = (field.getAttribute("aria-describedby") || "").split(" ");
  const others = described.filter((one) => one && one !== id);
  field.setAttribute("aria-describedby", kind ? [...others, id].join(" ") : others.join(" "));
  if (!kind) {
    before.remove();
    field.removeAttribute("aria-invalid");
    return "";
  }
  field.setAttribute("aria-invalid", "true");
  if (before) {
    before.textContent = explanations[kind];
  } else {
    const said = document.createElement("p");
    Object.assign(said, { id, className: "error error--secret", textContent: explanations[kind] });
    said.setAttribute("role", "alert");
    (field.closest(".search__row, .verify__row") || field).after(said);
  }
  return kind;
}

let ready = null;
let loading = null;
document.addEventListener("focusin", async ({ target }) => {
  if (loading || !isText(target)) return;
  // Without the rules the form goes as it is: the server decides anyway.
  loading = load().catch(() => null);
  ready = await loading;
  if (ready) mark(target, ready);
});
document.addEventListener("input", ({ target }) => ready && isText(target) && mark(target, ready), true);
document.addEventListener("submit", (event) => {
  if (!ready || !event.target.matches("form[data-secret-guard]")) return;
  const marked = [...event.target.elements].filter((field) => isText(field) && mark(field, ready));
  if (!marked.length) return;
  event.preventDefault();
  event.stopImmediatePropagation();
  marked[0].focus();
}, true);
