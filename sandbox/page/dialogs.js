// What appears above the conversation: toasts, alerts, questions, the enlarged picture.

import { h, icon } from "./dom.js";

/** A line at the top of one phone that leaves by itself; errors stay longer and are announced. */
export function toast(host, words, kind = "plain") {
  const node = h("p", { class: `toast toast-${kind}`, role: kind === "error" ? "alert" : "status", dataset: { testid: "toast" } }, words);
  host.querySelectorAll(".toast").forEach((old) => old.remove());
  host.append(node);
  const stay = kind === "error" ? 9000 : 3000 + words.length * 45;
  setTimeout(() => node.remove(), stay);
  node.addEventListener("click", () => node.remove());
}

function open(dialog) {
  const before = document.activeElement;
  document.body.append(dialog);
  dialog.showModal();
  dialog.addEventListener("click", (event) => event.target === dialog && dialog.close());
  return new Promise((resolve) => {
    dialog.addEventListener("close", () => {
      dialog.remove();
      if (before?.isConnected) before.focus({ preventScroll: true });
      resolve(dialog.returnValue);
    });
  });
}

const choice = (words, value, look = "") =>
  h("button", { type: "submit", value, class: `dialog-button ${look}`, dataset: { choice: value || "cancel" } }, words);

/** The window Telegram shows for an answer with show_alert on the phone of `owner`; resolves when it is closed. */
export function alertBox(words, owner) {
  return open(
    h("dialog", { class: "dialog", dataset: { testid: "alert" }, "aria-label": "Thông báo" },
      h("form", { method: "dialog" },
        h("p", { class: "dialog-note" }, `Chỉ ${owner} thấy`), h("p", { class: "dialog-text" }, words), h("div", { class: "dialog-row" }, choice("Đã hiểu", "ok", "strong")))),
  );
}

/** Asks before something leaves the phone; true when confirmed. */
export async function confirmBox(title, words, yes) {
  const answer = await open(
    h("dialog", { class: "dialog", dataset: { testid: "confirm" }, "aria-label": title },
      h("form", { method: "dialog" },
        h("h2", {}, title), h("p", { class: "dialog-text" }, words),
        h("div", { class: "dialog-row" }, choice("Hủy", ""), choice(yes, "ok", "strong")))),
  );
  return answer === "ok";
}

/** Coordinates to send, already filled in with a made-up place; null when given up. */
export async function askPlace() {
  const field = (label, name, value) =>
    h("label", { class: "field" }, h("span", {}, label), h("input", { name, value, inputmode: "decimal", required: true, pattern: "-?[0-9]{1,3}([.,][0-9]+)?" }));
  const form = h("form", { method: "dialog" },
    h("h2", {}, "Gửi vị trí"), h("p", { class: "dialog-note" }, "Tọa độ ví dụ, có thể sửa."),
    field("Vĩ độ", "lat", "16.04712"), field("Kinh độ", "lon", "108.20623"),
    h("div", { class: "dialog-row" }, h("button", { type: "submit", value: "", formnovalidate: true, class: "dialog-button", dataset: { choice: "cancel" } }, "Hủy"), choice("Gửi vị trí", "ok", "strong")));
  const answer = await open(h("dialog", { class: "dialog", dataset: { testid: "place" }, "aria-label": "Gửi vị trí" }, form));
  if (answer !== "ok") return null;
  const number = (name) => Number(form.elements[name].value.replace(",", "."));
  return { lat: number("lat"), lon: number("lon") };
}

/** One of `places` ({id, title}) or null. */
export async function pickChat(title, places) {
  const answer = await open(
    h("dialog", { class: "dialog", dataset: { testid: "forward" }, "aria-label": title },
      h("form", { method: "dialog" },
        h("h2", {}, title),
        h("div", { class: "dialog-list" },
          places.map((place) => h("button", { type: "submit", value: String(place.id), class: "dialog-pick", dataset: { to: place.id } }, place.mark, h("span", {}, place.title)))),
        h("div", { class: "dialog-row" }, choice("Hủy", "")))),
  );
  return answer ? Number(answer) : null;
}

export function enlarge(file) {
  return open(
    h("dialog", { class: "lightbox", dataset: { testid: "lightbox" }, "aria-label": "Xem hình" },
      h("form", { method: "dialog", class: "lightbox-bar" },
        h("a", { href: file.url, download: `hinh.${file.mime === "image/png" ? "png" : "jpg"}`, class: "dialog-button" }, "Tải về"),
        h("button", { class: "icon-button", "aria-label": "Đóng hình" }, icon("close"))),
      h("img", { src: file.url, alt: "Hình được gửi" })),
  );
}

const EDGE = 8;

/** Under the anchor where there is room, else over it, never outside the box. */
function besides(node, anchor, box) {
  const { offsetWidth: width, offsetHeight: height } = node;
  const under = anchor.bottom - box.top;
  const top = under + height + EDGE <= box.height ? under : anchor.top - box.top - height;
  const left = anchor.left - box.left - width / 2;
  node.style.top = `${Math.max(EDGE, top)}px`;
  node.style.left = `${Math.min(Math.max(EDGE, left), box.width - width - EDGE)}px`;
}

/** A small menu beside `anchor` (kept within `inside` if given); items are {label, note, icon, data, run} and a chosen one closes it. */
export function menu(anchor, items, label, { takeFocus = true, inside = null } = {}) {
  document.querySelectorAll(".menu").forEach((old) => old.dismiss());
  const node = h("div", { class: "menu", role: "menu", "aria-label": label });
  const away = (event) => !node.contains(event.target) && !anchor.contains(event.target) && node.dismiss();
  node.dismiss = () => {
    document.removeEventListener("pointerdown", away, true);
    anchor.setAttribute("aria-expanded", "false");
    node.remove();
  };
  for (const item of items) {
    node.append(
      h("button", {
        type: "button", role: "menuitem", dataset: item.data || {}, class: "menu-item",
        on: { click: () => { node.dismiss(); anchor.focus({ preventScroll: true }); item.run(); } },
      }, item.icon ? icon(item.icon) : null, h("span", { class: "menu-words" }, h("b", {}, item.label), item.note ? h("small", {}, item.note) : null)),
    );
  }
  node.addEventListener("keydown", (event) => {
    const buttons = [...node.children];
    const at = buttons.indexOf(document.activeElement);
    if (event.key === "Escape") { node.dismiss(); anchor.focus(); }
    else if (event.key === "ArrowDown") buttons[(at + 1) % buttons.length].focus();
    else if (event.key === "ArrowUp") buttons[(at + buttons.length - 1) % buttons.length].focus();
    else return;
    event.preventDefault();
    event.stopPropagation();
  });
  if (inside) {
    inside.append(node);
    besides(node, anchor.getBoundingClientRect(), inside.getBoundingClientRect());
  } else {
    anchor.after(node);
  }
  anchor.setAttribute("aria-expanded", "true");
  document.addEventListener("pointerdown", away, true);
  if (takeFocus) node.firstElementChild?.focus({ preventScroll: true });
  return node;
}
