// The lower edge of a phone: writing, attaching, the command menu and the bot's reply keyboard.

import { menu } from "./dialogs.js";
import { h, icon, sizeWords } from "./dom.js";

const FILE_KINDS = [
  ["photo", "Hình", "image/*"],
  ["document", "Tài liệu", ""],
  ["voice", "Ghi âm", "audio/ogg,audio/mpeg,audio/webm,.oga"],
];

export class Composer {
  constructor(phone) {
    this.phone = phone;
    this.commands = [];
    this.reply = null;
    this.attached = null;
    this.build();
  }

  build() {
    this.extra = h("div", { class: "extra", hidden: true });
    this.input = h("textarea", {
      rows: "1", class: "input", placeholder: "Nhắn tin", "aria-label": "Nhắn tin", dataset: { testid: "composer" }, autocomplete: "off",
      on: { input: () => this.typed(), keydown: (event) => this.key(event), paste: (event) => this.paste(event) },
    });
    this.commandButton = this.tool("commands", "Lệnh của trợ lý", h("span", { class: "slash" }, "/"), () => this.openCommands());
    this.attachButton = this.tool("attach", "Đính kèm", icon("clip"), () => this.openAttach());
    for (const button of [this.commandButton, this.attachButton]) button.setAttribute("aria-haspopup", "menu");
    this.sendButton = h("button", { type: "submit", class: "send", "aria-label": "Gửi", dataset: { testid: "send" } }, icon("send"));
    this.files = Object.fromEntries(FILE_KINDS.map(([kind, label, accept]) => [kind, h("input", {
      type: "file", accept, hidden: true, tabindex: "-1", "aria-label": label, dataset: { testid: `file-${kind}` },
      on: { change: (event) => { this.attach(kind, event.target.files[0]); event.target.value = ""; } },
    })]));
    this.form = h("form", { class: "composer", on: { submit: (event) => { event.preventDefault(); this.send(); } } },
      h("div", { class: "tool-place" }, this.commandButton), h("div", { class: "tool-place" }, this.attachButton), this.input, this.sendButton, Object.values(this.files));
    this.keys = h("div", { class: "reply-keys", role: "group", "aria-label": "Các lựa chọn trợ lý đưa ra", hidden: true });
    this.big = h("button", { type: "button", class: "big", hidden: true });
    this.root = h("footer", { class: "lower" }, this.extra, this.form, this.keys, this.big);
  }

  tool(act, label, mark, run) {
    return h("button", { type: "button", class: "icon-button", "aria-label": label, title: label, dataset: { act }, on: { click: run } }, mark);
  }

  // --- whose draft this is -----------------------------------------------------------------------

  place() { return `${this.phone.userId}:${this.phone.chatId}`; }

  leave() {
    if (this.phone.userId !== null) this.phone.drafts.set(this.place(), this.input.value);
  }

  enter() {
    this.input.value = this.phone.drafts.get(this.place()) || "";
    this.clearExtra();
    this.keys.hidden = true;
    this.grow();
  }

  /** Follows what the conversation allows now: commands, reply keyboard, or one big way in. */
  update(page) {
    const { user, group } = this.phone;
    this.commands = page.commands || [];
    this.commandButton.parentElement.hidden = this.commands.length === 0;
    const way = !group && user.blocked ? ["unblock", "Bỏ chặn trợ lý"] : !group && page.messages.length === 0 ? ["start", "Bắt đầu"] : null;
    this.form.hidden = way !== null;
    this.big.hidden = way === null;
    if (way && this.big.dataset.act !== way[0]) {
      this.big.dataset.act = way[0];
      this.big.textContent = way[1];
      this.big.onclick = () => this.phone.act(way[0], way[0] === "start" ? { payload: "" } : {});
    }
    const keys = way ? null : page.reply_keyboard;
    const sign = JSON.stringify(keys);
    if (sign !== this.keySign || this.keys.hidden !== !keys) this.renderKeys(keys);
    this.keySign = sign;
  }

  renderKeys(keys) {
    this.keys.hidden = !keys;
    this.keys.replaceChildren(...(keys || []).map((row) => h("div", { class: "keyboard-row" }, row.map((key) =>
      h("button", { type: "button", class: "reply-key", dataset: { replyButton: key.text }, on: { click: () => this.pressKey(key) } }, key.text)))));
  }

  pressKey(key) {
    if (key.request_contact) this.phone.shareContact();
    else if (key.request_location) this.phone.shareLocation();
    else this.phone.act("text", { text: key.text });
  }

  // --- writing -------------------------------------------------------------------------------------

  key(event) {
    if (event.key === "Enter" && !event.shiftKey && !event.isComposing) {
      event.preventDefault();
      this.send();
    } else if (event.key === "Escape" && (this.reply || this.attached)) {
      this.clearExtra();
    } else if (this.offered && /^Arrow(Up|Down)$/.test(event.key)) {
      event.preventDefault();
      (event.key === "ArrowUp" ? this.offered.lastElementChild : this.offered.firstElementChild).focus();
    }
  }

  typed() {
    this.grow();
    const begun = /^\/[a-z0-9_]*$/.test(this.input.value) ? this.input.value : null;
    const fitting = begun === null ? [] : this.commands.filter(({ command }) => `/${command}`.startsWith(begun));
    this.dropOffer();
    if (fitting.length) this.offered = this.commandMenu(fitting, false);
  }

  dropOffer() {
    this.offered?.dismiss();
    this.offered = null;
  }

  grow() {
    this.input.style.height = "auto";
    this.input.style.height = `${Math.min(this.input.scrollHeight, 150)}px`;
    this.sendButton.classList.toggle("ready", this.input.value.trim() !== "" || this.attached !== null);
  }

  async send() {
    const text = this.input.value;
    const { attached, reply } = this;
    if (!attached && text.trim() === "") return;
    const replyTo = reply ? { reply_to: reply } : {};
    const from = this.place();
    this.input.value = "";
    this.dropOffer();
    this.clearExtra();
    const done = attached
      ? await this.phone.act("file", { kind: attached.kind, file: attached.file, caption: text, ...replyTo })
      : await this.phone.act("text", { text, ...replyTo });
    if (!done && this.place() === from && this.input.value === "") {
      this.input.value = text;
      if (attached) this.attach(attached.kind, attached.file);
      this.grow();
    }
  }

  paste(event) {
    const file = [...event.clipboardData.files][0];
    if (!file) return;
    event.preventDefault();
    this.attach(file.type.startsWith("image/") ? "photo" : "document", file);
  }

  // --- the strip above the line: what is replied to, or the file about to leave --------------------

  replyTo(message, article) {
    this.reply = message.id;
    this.attached = null;
    const words = article.querySelector(".text")?.innerText || "Tin nhắn";
    this.showExtra("reply", `Trả lời ${message.from.name}`, words);
    this.input.focus();
  }

  attach(kind, file) {
    if (!file) return;
    this.reply = null;
    this.attached = { kind, file };
    const label = FILE_KINDS.find(([one]) => one === kind)[1];
    this.showExtra(kind === "document" ? "file" : kind, `${label}: ${file.name}`, `${sizeWords(file.size)}. Viết lời kèm nếu cần, rồi bấm Gửi.`);
    this.grow();
    this.input.focus();
  }

  showExtra(mark, title, words) {
    this.extra.hidden = false;
    this.extra.replaceChildren(icon(mark), h("p", {}, h("b", {}, title), h("span", {}, words)),
      h("button", { type: "button", class: "icon-button", "aria-label": "Bỏ", on: { click: () => { this.clearExtra(); this.input.focus(); } } }, icon("close")));
  }

  clearExtra() {
    this.reply = null;
    this.attached = null;
    this.extra.hidden = true;
    this.extra.replaceChildren();
    this.grow();
  }

  // --- menus ---------------------------------------------------------------------------------------

  openCommands() {
    if (this.commandButton.getAttribute("aria-expanded") === "true") return document.querySelector(".menu")?.dismiss();
    return this.commandMenu(this.commands, true);
  }

  commandMenu(commands, takeFocus) {
    const node = menu(this.commandButton, commands.map(({ command, description }) => ({
      label: `/${command}`, note: description, data: { command: `/${command}` },
      run: () => {
        if (this.input.value.startsWith("/")) this.input.value = "";
        this.grow();
        this.phone.act("text", { text: `/${command}` });
      },
    })), "Lệnh của trợ lý", { takeFocus });
    node.classList.add("menu-commands");
    return node;
  }

  openAttach() {
    if (this.attachButton.getAttribute("aria-expanded") === "true") return document.querySelector(".menu")?.dismiss();
    const files = FILE_KINDS.map(([kind, label]) => ({
      label: kind === "voice" ? "Ghi âm (chọn tệp)" : label, icon: kind === "document" ? "file" : kind,
      data: { act: `attach-${kind}` }, run: () => this.files[kind].click(),
    }));
    return menu(this.attachButton, [...files,
      { label: "Vị trí", icon: "place", data: { act: "attach-location" }, run: () => this.phone.shareLocation() },
      { label: "Số điện thoại của tôi", icon: "contact", data: { act: "attach-contact" }, run: () => this.phone.shareContact() },
    ], "Đính kèm");
  }
}
