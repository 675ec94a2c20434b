// One message as a bubble, and the reconciling of a whole conversation with what is on screen.

import { avatar, dayWords, h, hourMinute, icon, instant, sizeWords, tint } from "./dom.js";

const NEAR = 5 * 60 * 1000;
const FOLDED_LINES = 4;
const FOLDED_CHARACTERS = 170;
const MARK = { url: "link", copy: "copy" };

/** Rows for `reconcile`: day lines, service lines and bubbles, each with a key and a signature of what it shows. */
export function rowsOf(messages, place) {
  const rows = [];
  let before = null;
  for (const message of messages) {
    const at = instant(message.date);
    const day = dayWords(at, place.now);
    if (!before || dayWords(instant(before.date), place.now) !== day) {
      rows.push({ key: `day-${message.id}`, sign: day, build: () => h("p", { class: "day" }, h("span", {}, day)) });
      before = null;
    }
    const joined = before && before.kind !== "service" && before.from.id === message.from.id && !before.ephemeral
      && !message.ephemeral && at - instant(before.date) < NEAR;
    rows.push({
      key: String(message.id),
      sign: JSON.stringify([message, joined, place.group, place.user.id]),
      build: () => (message.kind === "service" ? serviceLine(message) : bubble(message, joined, place)),
    });
    before = message;
  }
  return rows;
}

/** Makes `list` show `rows`, touching only what changed and keeping focus on a rebuilt button. */
export function reconcile(list, rows) {
  const shown = new Map([...list.children].map((node) => [node.dataset.key, node]));
  let next = list.firstElementChild;
  for (const row of rows) {
    let node = shown.get(row.key);
    shown.delete(row.key);
    if (node && node.sign !== row.sign) {
      const fresh = stamp(row);
      const held = node.contains(document.activeElement) ? document.activeElement.dataset.spot : null;
      if (next === node) next = fresh;
      node.replaceWith(fresh);
      if (held) fresh.querySelector(`[data-spot="${held}"]`)?.focus({ preventScroll: true });
      node = fresh;
    } else if (!node) {
      node = stamp(row);
      node.classList.add("arriving");
    }
    if (node === next) next = next.nextElementSibling;
    else list.insertBefore(node, next);
  }
  for (const gone of shown.values()) gone.remove();
}

function stamp(row) {
  const node = row.build();
  node.dataset.key = row.key;
  node.sign = row.sign;
  return node;
}

function serviceLine(message) {
  return h("p", { class: "service", dataset: { message: message.id, kind: "service" } }, h("span", {}, safeHtml(message.html)));
}

/** The server escaped and checked this text; nothing else on the page may use innerHTML. */
function safeHtml(html) {
  const box = document.createElement("div");
  box.className = "text";
  box.innerHTML = html || "";
  for (const block of box.querySelectorAll("blockquote, pre")) dropNewline(block.nextSibling);
  for (const block of box.querySelectorAll("blockquote.expandable")) foldLong(block);
  for (const secret of box.querySelectorAll(".tg-spoiler")) coverUp(secret);
  linkCommands(box);
  return box;
}

/** The line break that ends a block is the block's own edge, not an empty line after it. */
function dropNewline(node) {
  if (node?.nodeType === Node.TEXT_NODE && node.data.startsWith("\n")) node.data = node.data.slice(1);
}

/** Telegram folds a long expandable quotation to its first lines; the button beneath opens it. */
function foldLong(block) {
  const words = block.textContent;
  if (words.length <= FOLDED_CHARACTERS && words.split("\n").length <= FOLDED_LINES) return;
  block.classList.add("folded");
  const button = h("button", { type: "button", class: "unfold", "aria-expanded": "false" }, "Xem thêm");
  button.addEventListener("click", () => {
    const folded = block.classList.toggle("folded");
    button.textContent = folded ? "Xem thêm" : "Thu gọn";
    button.setAttribute("aria-expanded", String(!folded));
  });
  block.append(button);
}

/** Telegram hides such words under a veil until they are tapped. */
function coverUp(secret) {
  Object.assign(secret, { tabIndex: 0, title: "Bấm để xem", role: "button" });
  const uncover = () => {
    secret.classList.add("shown");
    for (const name of ["tabindex", "title", "role"]) secret.removeAttribute(name);
  };
  secret.addEventListener("click", uncover);
  secret.addEventListener("keydown", (event) => /^(Enter| )$/.test(event.key) && uncover());
}

/** Makes "/lệnh" inside a text something to tap, as Telegram does. */
function linkCommands(box) {
  const walker = document.createTreeWalker(box, NodeFilter.SHOW_TEXT);
  const texts = [];
  while (walker.nextNode()) if (!walker.currentNode.parentElement.closest("a, code, pre")) texts.push(walker.currentNode);
  for (const text of texts) {
    const parts = text.data.split(/(?<![\p{L}\p{N}/_.])(\/[a-z][a-z0-9_]{1,31})(?![\p{L}\p{N}/_])/u);
    if (parts.length < 2) continue;
    text.replaceWith(...parts.map((part, index) =>
      index % 2 ? h("button", { type: "button", class: "command-link", dataset: { command: part } }, part) : part));
  }
}

function bubble(message, joined, place) {
  const mine = message.from.id === place.user.id && !message.from.anonymous && !message.from.is_bot;
  const side = mine ? "mine" : "theirs";
  const kinds = [side, message.from.is_bot ? "from-bot" : "", message.ephemeral ? "ephemeral" : "", joined ? "joined" : "",
    message.kind === "photo" ? "has-photo" : "", message.keyboard?.length ? "has-keyboard" : ""];
  const body = h("div", { class: "bubble" },
    place.group && !mine && !joined ? h("p", { class: `author tint-text-${tint(message.from.id)}` }, message.from.name,
      message.from.is_bot ? h("span", { class: "tag" }, "trợ lý") : null,
      message.from.anonymous ? h("span", { class: "tag" }, "quản trị, ẩn danh") : null) : null,
    message.forwarded_from ? h("p", { class: "forwarded" }, icon("forward"), `Chuyển tiếp từ ${nameOf(message.forwarded_from)}`) : null,
    message.reply_to ? quote(message.reply_to) : null,
    attachment(message),
    message.html ? safeHtml(message.html) : null,
    h("p", { class: "foot" },
      message.edited ? h("span", { class: "edited", dataset: { testid: "edited" } }, "đã sửa") : null,
      h("time", { datetime: new Date(instant(message.date)).toISOString() }, hourMinute(instant(message.date)))));
  return h("article", {
    class: `message ${kinds.filter(Boolean).join(" ")}`,
    dataset: { message: message.id, from: message.from.id, kind: message.kind, ...(message.ephemeral ? { ephemeral: "true" } : {}) },
    "aria-label": `${message.from.name}, ${hourMinute(instant(message.date))}`,
  },
    place.group && !mine ? avatar(message.from.id, message.from.name, message.from.is_bot ? "bot" : "person") : null,
    h("div", { class: "column" },
      h("div", { class: "line" }, body, tools(message)),
      message.ephemeral ? h("p", { class: "only" }, icon("eye"), `Chỉ ${place.user.name} thấy tin này`) : null,
      message.keyboard?.length ? keyboard(message, place) : null));
}

const nameOf = (origin) => (typeof origin === "string" ? origin : origin.name);

function quote(reply) {
  return h("button", { type: "button", class: "quote", dataset: { jump: reply.id }, "aria-label": "Xem tin được trả lời" },
    reply.name ? h("b", {}, reply.name) : null, h("span", {}, reply.snippet || "Tin nhắn"));
}

function tools(message) {
  return h("button", {
    type: "button", class: "tools", "aria-label": "Việc với tin này: trả lời, chuyển tiếp, sao chép", "aria-haspopup": "menu", "aria-expanded": "false",
    dataset: { tools: message.id, spot: `tools-${message.id}` },
  }, icon("more"));
}

function attachment(message) {
  const { file } = message;
  if (message.kind === "photo" && file) {
    return h("button", { type: "button", class: "photo", dataset: { enlarge: message.id }, "aria-label": "Phóng to hình" },
      h("img", { src: file.url, alt: "Hình được gửi", loading: "lazy" }));
  }
  if (message.kind === "voice" && file) {
    return h("audio", { class: "voice", controls: true, preload: "none", src: file.url, "aria-label": "Ghi âm" });
  }
  if (file) {
    return h("a", { class: "document", href: file.url, download: file.name || "tep", dataset: { file: file.name } },
      h("span", { class: "document-mark" }, icon("file")),
      h("span", { class: "document-words" }, h("b", {}, file.name || "Tệp"), h("small", {}, `${sizeWords(file.size)} · tải về`)));
  }
  if (message.kind === "location" && message.location) {
    const { lat = message.location.latitude, lon = message.location.longitude } = message.location;
    return h("a", { class: "place", href: `geo:${lat},${lon}`, dataset: { outside: "" } }, icon("place"), `Vị trí ${lat.toFixed(5)}, ${lon.toFixed(5)}`);
  }
  if (message.kind === "contact") return h("p", { class: "contact" }, icon("contact"), "Số điện thoại được chia sẻ");
  return null;
}

function keyboard(message, place) {
  return h("div", { class: "keyboard", role: "group", "aria-label": "Các nút của tin này" },
    message.keyboard.map((row, rowIndex) => h("div", { class: "keyboard-row" }, row.map((button, colIndex) => {
      const at = { row: button.row ?? rowIndex, col: button.col ?? colIndex };
      const spot = `${message.id}-${at.row}-${at.col}`;
      return h("button", {
        type: "button",
        class: `inline ${button.style ? `style-${button.style}` : ""} ${place.pending.has(spot) ? "pending" : ""}`,
        dataset: { button: button.text, kind: button.kind, spot, row: at.row, col: at.col, ...(button.style ? { style: button.style } : {}) },
        "aria-busy": place.pending.has(spot) ? "true" : null,
        disabled: button.disabled,
      }, h("span", { class: "inline-words" }, button.text), MARK[button.kind] ? icon(MARK[button.kind]) : null);
    }))));
}
