// Building elements, icons and Vietnamese formats. Text always enters the page as text nodes.

const SVG = "http://www.w3.org/2000/svg";

/** An element: `props` may hold class, dataset, on (listeners), and attributes; null and false are left out. */
export function h(tag, props = {}, ...children) {
  const node = document.createElement(tag);
  for (const [name, value] of Object.entries(props)) {
    if (value === null || value === undefined || value === false) continue;
    if (name === "class") node.className = value;
    else if (name === "dataset") Object.assign(node.dataset, value);
    else if (name === "on") for (const [event, listener] of Object.entries(value)) node.addEventListener(event, listener);
    else node.setAttribute(name, value === true ? "" : String(value));
  }
  node.append(...children.flat().filter((child) => child !== null && child !== undefined && child !== false));
  return node;
}

const ICONS = {
  back: "M15 5l-7 7 7 7",
  close: "M6 6l12 12M18 6L6 18",
  send: "M4 12l16-8-5 16-3.5-6.5z M11.500 13.500L20 4",
  clip: "M8 12.500l6.200-6.200a3 3 0 0 1 4.300 4.300l-8.300 8.300a5 5 0 0 1-7-7l7.600-7.700",
  more: "M12 5.500v.01M12 12v.01M12 18.500v.01",
  reply: "M10 6l-6 5 6 5v-3.500c5 0 8 1 10 4.500 0-5.500-3.500-9-10-9z",
  forward: "M14 6l6 5-6 5v-3.500c-5 0-8 1-10 4.500 0-5.500 3.500-9 10-9z",
  copy: "M9 9h10v11H9z M5 15V4h10",
  down: "M12 5v14M6 13l6 6 6-6",
  link: "M8 16L16.500 7.500M9.500 7.500h7v7",
  photo: "M4 6h16v13H4z M4 16l4.500-4.500 4 4 2.500-2.500 5 4.500 M15.500 9.500v.01",
  file: "M6 3.500h8l4.500 4.500v12.500H6z M14 3.500V8h4.500",
  voice: "M12 4a2.500 2.500 0 0 1 2.500 2.500v5a2.500 2.500 0 0 1-5 0v-5A2.500 2.500 0 0 1 12 4z M6.500 11.500a5.500 5.500 0 0 0 11 0M12 17v3",
  place: "M12 21c4-4.500 6-7.700 6-10.500a6 6 0 0 0-12 0C6 13.300 8 16.500 12 21z M12 10.500v.01",
  person: "M12 12a4 4 0 1 0 0-8 4 4 0 0 0 0 8z M4.500 20.500c.8-4 3.600-6 7.500-6s6.700 2 7.500 6",
  people: "M9 11.500a3.500 3.500 0 1 0 0-7 3.500 3.500 0 0 0 0 7z M2.500 19.500c.6-3.500 3-5.300 6.500-5.300s5.900 1.800 6.500 5.300 M16 5a3.300 3.300 0 0 1 0 6.300M17.500 14.500c2.300.6 3.600 2.300 4 5",
  split: "M4 5h7v14H4z M13 5h7v14h-7z",
  tune: "M4 7h9M17 7h3M4 17h3M11 17h9 M15 5v4M9 15v4",
  eye: "M3 12c2.500-4 5.500-6 9-6s6.500 2 9 6c-2.500 4-5.500 6-9 6s-6.500-2-9-6z M12 14.500a2.500 2.500 0 1 0 0-5 2.500 2.500 0 0 0 0 5z",
  check: "M5 12.500l4.500 4.500L19 7.500",
  list: "M8 6h12M8 12h12M8 18h12M4 6v.01M4 12v.01M4 18v.01",
  talk: "M5 5.500h14v10h-7l-4.500 4v-4H5z M9 10.500v.01M12 10.500v.01M15 10.500v.01",
  contact: "M4 5h16v14H4z M9 12a2 2 0 1 0 0-4 2 2 0 0 0 0 4z M6 16c.4-1.500 1.400-2.200 3-2.200s2.600.7 3 2.200 M15 10h3M15 14h3",
};

export function icon(name) {
  const svg = document.createElementNS(SVG, "svg");
  svg.setAttribute("viewBox", "0 0 24 24");
  svg.setAttribute("class", "icon");
  svg.setAttribute("aria-hidden", "true");
  const path = document.createElementNS(SVG, "path");
  path.setAttribute("d", ICONS[name]);
  svg.append(path);
  return svg;
}

/** Two letters of a name on one of eight colours; groups and the bot have their own marks. */
export function avatar(id, name, kind = "person") {
  const node = h("span", { class: `avatar avatar-${kind}`, "aria-hidden": "true" });
  if (kind === "person") {
    node.classList.add(`tint-${tint(id)}`);
    node.append(initials(name));
  } else if (kind === "group") {
    node.classList.add(`tint-${tint(id)}`);
    node.append(icon("people"));
  } else {
    node.append(icon("talk"));
  }
  return node;
}

export const tint = (id) => Math.abs(Number(id)) % 8;

function initials(name) {
  const words = name.replace(/[^\p{L}\s]/gu, " ").trim().split(/\s+/).filter((word) => !/^(ông|bà|anh|chị|cô|chú|bác|em|cụ)$/iu.test(word));
  const picked = words.length > 1 ? [words[0], words.at(-1)] : words;
  return picked.map((word) => word[0]).join("").toLocaleUpperCase("vi");
}

// --- time: the ward's clock, whatever the zone of this computer ---------------------------------

const ZONE = "Asia/Ho_Chi_Minh";
const HANOI = 7 * 3600 * 1000;
const DAY = 24 * 3600 * 1000;
const HM = new Intl.DateTimeFormat("vi-VN", { timeZone: ZONE, hour: "2-digit", minute: "2-digit", hourCycle: "h23" });
const HMS = new Intl.DateTimeFormat("vi-VN", { timeZone: ZONE, hour: "2-digit", minute: "2-digit", second: "2-digit", hourCycle: "h23" });
const WEEKDAY = new Intl.DateTimeFormat("vi-VN", { timeZone: ZONE, weekday: "long" });
const DMY = new Intl.DateTimeFormat("vi-VN", { timeZone: ZONE, day: "2-digit", month: "2-digit", year: "numeric" });

/** Milliseconds of an ISO string or of Telegram's seconds. */
export const instant = (value) => (typeof value === "number" ? value * 1000 : Date.parse(value));
export const hourMinute = (ms) => HM.format(ms);
export const hourMinuteSecond = (ms) => HMS.format(ms);
export const dayNumber = (ms) => Math.floor((ms + HANOI) / DAY);

export function dayWords(ms, nowMs) {
  const ago = dayNumber(nowMs) - dayNumber(ms);
  if (ago === 0) return "Hôm nay";
  if (ago === 1) return "Hôm qua";
  return DMY.format(ms);
}

export function fullDay(ms) {
  const weekday = WEEKDAY.format(ms);
  return `${weekday[0].toLocaleUpperCase("vi")}${weekday.slice(1)}, ${DMY.format(ms)}`;
}

/** Seconds from `nowMs` to seven o'clock of the next calendar day in Vietnam. */
export function secondsToTomorrowMorning(nowMs) {
  const target = (dayNumber(nowMs) + 1) * DAY - HANOI + 7 * 3600 * 1000;
  return Math.ceil((target - nowMs) / 1000);
}

export function spanWords(seconds) {
  const parts = [];
  for (const [unit, size] of [["ngày", 86400], ["giờ", 3600], ["phút", 60]]) {
    const count = Math.floor(seconds / size);
    if (count) parts.push(`${count} ${unit}`);
    seconds -= count * size;
  }
  return parts.slice(0, 2).join(" ") || "chưa đến 1 phút";
}

export function sizeWords(bytes) {
  if (!Number.isFinite(bytes)) return "";
  const number = (value) => value.toLocaleString("vi-VN", { maximumFractionDigits: 1 });
  if (bytes < 1024) return `${bytes} B`;
  if (bytes < 1024 * 1024) return `${number(bytes / 1024)} KB`;
  return `${number(bytes / 1024 / 1024)} MB`;
}
