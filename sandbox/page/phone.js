// One phone: whose it is, which conversation is open, and what is done in it.

import * as api from "./api.js";
import { Composer } from "./composer.js";
import { alertBox, askPlace, confirmBox, enlarge, menu, pickChat, toast } from "./dialogs.js";
import { avatar, h, hourMinute, icon } from "./dom.js";
import { reconcile, rowsOf } from "./message.js";

const AT_END = 60;

export class Phone {
  constructor(app, number) {
    this.app = app;
    this.number = number;
    this.userId = null;
    this.chatId = null;
    this.messages = [];
    this.pending = new Set();
    this.drafts = new Map();
    this.pinned = true;
    this.fresh = 0;
    this.lastTop = 0;
    this.asked = 0;
    this.answered = 0;
    this.build();
  }

  build() {
    this.status = h("div", { class: "status" });
    this.head = h("header", { class: "head" });
    this.list = h("div", { class: "messages", role: "log", "aria-live": "polite", "aria-relevant": "additions", "aria-label": "Tin nhắn" });
    this.scroller = h("div", { class: "scroller", tabindex: "0", "aria-label": "Cuộn cuộc trò chuyện" }, this.list);
    this.toEnd = h("button", { type: "button", class: "to-end", hidden: true, on: { click: () => this.scrollToEnd(true) } });
    this.composer = new Composer(this);
    this.note = h("div", { class: "chat-note", hidden: true });
    this.empty = h("div", { class: "empty", hidden: true });
    this.root = h("section", {
      class: "phone", dataset: { phone: this.number }, tabindex: "-1",
      on: { pointerdown: () => this.app.activate(this.number), focusin: () => this.app.activate(this.number) },
    }, this.status, this.head, this.note, h("div", { class: "conversation" }, this.scroller, this.empty, this.toEnd), this.composer.root);
    this.scroller.addEventListener("scroll", () => this.noteScroll(), { passive: true });
    this.list.addEventListener("click", (event) => this.clicked(event));
    this.list.addEventListener("contextmenu", (event) => this.openTools(event));
    new ResizeObserver(() => this.pinned && this.scrollToEnd(false)).observe(this.list);
    new ResizeObserver(() => this.pinned && this.scrollToEnd(false)).observe(this.scroller);
  }

  get user() { return this.app.user(this.userId); }
  get chat() { return this.app.chat(this.chatId, this.userId); }
  get group() { return this.chat.type !== "private"; }

  /** Shows another person or conversation; an unsent draft waits where it was. */
  async show(userId, chatId) {
    if (userId === this.userId && chatId === this.chatId) return this.refresh();
    this.composer.leave();
    Object.assign(this, { userId, chatId, messages: [], pinned: true, fresh: 0, loaded: false });
    this.lastTitle = this.chat?.title;
    this.list.replaceChildren();
    this.root.querySelectorAll(".toast").forEach((old) => old.remove());
    this.pending.clear();
    this.composer.enter();
    this.renderFrame();
    return this.refresh();
  }

  async refresh() {
    const { userId, chatId } = this;
    if (userId === null) return;
    const round = ++this.asked;
    const page = await api.chat(chatId, userId);
    if (userId !== this.userId || chatId !== this.chatId || round < this.answered) return;
    this.answered = round;
    const before = this.loaded ? this.messages.length : page.messages.length;
    this.loaded = true;
    this.messages = page.messages;
    reconcile(this.list, rowsOf(page.messages, {
      user: this.user, group: this.group, now: this.app.now(), pending: this.pending,
    }));
    const arrived = page.messages.length - before;
    const last = page.messages.at(-1);
    if (this.pinned || (arrived > 0 && last.from.id === userId)) this.scrollToEnd(false);
    else if (arrived > 0) this.fresh += arrived;
    this.composer.update(page);
    this.renderFrame();
  }

  renderFrame() {
    const { user, chat } = this;
    if (!user || !chat) return;
    this.root.setAttribute("aria-label", `Điện thoại ${this.number}: ${user.name}, ${this.app.chatTitle(chat)}`);
    Object.assign(this.root.dataset, { openUser: user.id, openChat: chat.id });
    const frame = [user, chat.title, chat.type, chat.members, chat.bot_status, user.blocked, this.app.world.offline].map((part) => JSON.stringify(part)).join();
    if (frame !== this.frame) {
      this.frame = frame;
      this.clock = h("time", { class: "status-clock" });
      this.status.replaceChildren(this.clock, h("span", { class: "status-owner" }, "Máy của ", h("b", {}, user.name)));
      this.head.replaceChildren(...[
        h("button", { type: "button", class: "icon-button only-narrow", "aria-label": "Về danh sách người và nhóm", on: { click: () => this.app.openPeople() } }, icon("back")),
        this.group ? avatar(chat.id, chat.title, "group") : avatar(0, this.app.world.bot.name, "bot"),
        h("div", { class: "head-words" }, h("h2", {}, this.app.chatTitle(chat)), h("p", {}, this.subtitle())),
      ]);
      const away = this.group && !this.app.botIn(chat);
      this.note.hidden = !away;
      this.note.replaceChildren("Trợ lý không còn trong nhóm này.");
    }
    this.empty.hidden = !this.loaded || this.messages.length > 0;
    if (!this.empty.hidden && !this.empty.firstChild) this.empty.append(avatar(0, this.app.world.bot.name, "bot"), h("p", {}, this.app.world.bot.name), h("p", { class: "hint" }, "Chưa có tin nhắn nào ở đây."));
    this.tick();
    this.toEnd.hidden = this.pinned;
    this.toEnd.replaceChildren(icon("down"), this.fresh ? h("span", {}, `${this.fresh} tin mới`) : "");
    this.toEnd.setAttribute("aria-label", this.fresh ? `Xuống cuối, ${this.fresh} tin mới` : "Xuống cuối");
  }

  subtitle() {
    if (this.app.world.offline) return "trợ lý đang mất mạng";
    if (!this.group) return this.user.blocked ? "đã bị chặn" : "trợ lý tự động";
    const people = this.chat.members.map((id) => this.app.user(id)?.name).filter(Boolean);
    return `Nhóm · ${people.length} người và trợ lý`;
  }

  tick() {
    if (this.clock) this.clock.textContent = hourMinute(this.app.now());
  }

  // --- scrolling: follow the end unless the reader went up to read -----------------------------

  noteScroll() {
    this.scroller.parentElement.querySelector(".menu")?.dismiss();
    const { scrollHeight, scrollTop, clientHeight } = this.scroller;
    const wentUp = scrollTop < this.lastTop - 1;
    this.lastTop = scrollTop;
    const atEnd = scrollHeight - scrollTop - clientHeight < AT_END;
    // Growing content also leaves the end behind; only a reader who went up stops following it.
    const pinned = atEnd || (this.pinned && !wentUp);
    if (pinned === this.pinned) return;
    this.pinned = pinned;
    if (pinned) this.fresh = 0;
    this.renderFrame();
  }

  scrollToEnd(smooth) {
    this.pinned = true;
    this.fresh = 0;
    this.scroller.scrollTo({ top: this.scroller.scrollHeight, behavior: smooth ? "smooth" : "instant" });
    this.lastTop = this.scroller.scrollTop;
    this.toEnd.hidden = true;
  }

  jump(id) {
    const node = this.list.querySelector(`[data-message="${CSS.escape(String(id))}"]`);
    if (!node) return toast(this.root, "Tin ấy không có ở đây.");
    node.scrollIntoView({ block: "center", behavior: "smooth" });
    node.classList.add("pointed");
    setTimeout(() => node.classList.remove("pointed"), 1600);
  }

  // --- what people do --------------------------------------------------------------------------

  /** Does one thing as this person here; refusals are shown, and null is returned for them. */
  async act(what, details = {}, chatId = this.chatId) {
    try {
      const answer = await api.act(this.userId, chatId, what, details);
      this.app.refreshSoon();
      return answer ?? {};
    } catch (failure) {
      toast(this.root, failure.message, "error");
      return null;
    }
  }

  clicked(event) {
    const part = event.target.closest("[data-button], [data-jump], [data-enlarge], [data-tools], [data-command], a[href]");
    if (!part) return;
    const message = this.messages.find((one) => String(one.id) === part.closest("[data-message]")?.dataset.message);
    if (part.dataset.button !== undefined) this.press(part, message);
    else if (part.dataset.jump) this.jump(part.dataset.jump);
    else if (part.dataset.enlarge) enlarge(message.file);
    else if (part.dataset.tools) this.openTools(event);
    else if (part.dataset.command) this.act("text", { text: part.dataset.command });
    else if (!part.hasAttribute("download")) {
      event.preventDefault();
      this.follow(part.href);
    }
  }

  async press(node, message) {
    const { row, col } = node.dataset;
    const button = message.keyboard.flatMap((line, r) => line.map((one, c) => ({ row: r, col: c, ...one }))).find((one) => one.row === Number(row) && one.col === Number(col));
    if (button.kind === "copy") return this.copy(button.copy ?? button.url ?? button.text);
    if (button.kind === "url") return this.follow(button.url);
    const { spot } = node.dataset;
    if (this.pending.has(spot)) return undefined;
    const here = this.chatId;
    this.mark(spot, true);
    const answer = await this.act("tap", { message: message.id, row: Number(row), col: Number(col) });
    this.mark(spot, false);
    if (!answer || this.chatId !== here) return undefined;
    if (answer.alert?.text) {
      if (answer.alert.show_alert) alertBox(answer.alert.text, this.user.name);
      else toast(this.root, answer.alert.text);
    }
    return typeof answer.start === "string" ? this.start(answer.start) : undefined;
  }

  mark(spot, on) {
    this.pending[on ? "add" : "delete"](spot);
    const node = this.list.querySelector(`[data-spot="${CSS.escape(spot)}"]`);
    node?.classList.toggle("pending", on);
    if (on) node?.setAttribute("aria-busy", "true");
    else node?.removeAttribute("aria-busy");
  }

  /** Opens this person's private conversation with the bot and starts it with `payload`. */
  async start(payload) {
    await this.app.place(this.number, this.userId, this.userId);
    return this.act("start", { payload }, this.userId);
  }

  /** A link to the bot starts it; the real Telegram is never opened; any other link asks first. */
  async follow(href) {
    const url = new URL(href, location.href);
    const ours = this.app.world.bot.username.toLowerCase();
    const telegram = /^(t|telegram)\.me$/.test(url.hostname) ? url.pathname.slice(1) : url.protocol === "tg:" && url.searchParams.get("domain");
    if (telegram && telegram.toLowerCase() === ours && !url.searchParams.has("startgroup")) return this.start(url.searchParams.get("start") ?? "");
    if (telegram || url.protocol === "tg:") return toast(this.root, "Liên kết này mở Telegram thật, phần mô phỏng không mở được.");
    if (!/^https?:$/.test(url.protocol)) return this.copy(decodeURI(href).replace(/^[a-z]+:/, ""));
    const words = `${url.href}\nLiên kết này ra ngoài phần mô phỏng.`;
    if (await confirmBox("Mở liên kết?", words, "Mở")) window.open(url.href, "_blank", "noopener,noreferrer");
    return undefined;
  }

  async copy(text) {
    try {
      await navigator.clipboard.writeText(text);
      toast(this.root, `Đã sao chép: ${text}`);
    } catch {
      toast(this.root, `Trình duyệt không cho sao chép. Nội dung: ${text}`);
    }
  }

  openTools(event) {
    const article = event.target.closest("article[data-message]");
    if (!article || event.target.closest("a, img")) return;
    event.preventDefault();
    const message = this.messages.find((one) => String(one.id) === article.dataset.message);
    const items = [{ label: "Trả lời", icon: "reply", data: { act: "reply" }, run: () => this.composer.replyTo(message, article) }];
    if (!message.ephemeral) items.push({ label: "Chuyển tiếp", icon: "forward", data: { act: "forward" }, run: () => this.forward(message) });
    const words = article.querySelector(".text")?.innerText;
    if (words) items.push({ label: "Sao chép chữ", icon: "copy", data: { act: "copy" }, run: () => this.copy(words) });
    menu(article.querySelector(".tools"), items, "Việc với tin này", { inside: this.scroller.parentElement });
  }

  async forward(message) {
    const places = this.app.chatsOf(this.userId).map((chat) => ({
      id: chat.id, title: this.app.chatTitle(chat), mark: chat.type === "private" ? avatar(0, this.app.world.bot.name, "bot") : avatar(chat.id, chat.title, "group"),
    }));
    const to = await pickChat("Chuyển tiếp đến đâu?", places);
    if (to === null) return;
    if (await this.act("forward", { message: message.id, to })) {
      const target = this.app.chat(to, this.userId);
      toast(this.root, `Đã chuyển tiếp đến “${this.app.chatTitle(target)}”.`);
    }
  }

  async shareContact() {
    const yes = await confirmBox("Chia sẻ số điện thoại?", `Trợ lý sẽ thấy số của ${this.user.name}${this.user.phone ? `: ${this.user.phone}` : ""}.`, "Chia sẻ");
    if (yes) this.act("contact");
  }

  async shareLocation() {
    const place = await askPlace();
    if (place) this.act("location", place);
  }
}
