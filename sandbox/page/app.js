// The page of the Telegram stand-in: people on the left, one or two phones, the simulation's controls on the right.
//
// What browser tests may rely on:
//   [data-testid="banner"|"lost"|"clock"]      banner, "connection lost" strip, the clock's hh:mm:ss
//   [data-user="ID"]  [data-chat="ID"]         rows of the left column; they act on the phone used last (aria-pressed = chosen)
//   [data-tab="1|2"]                           which phone the left column speaks for (split view)
//   [data-phone="1|2"]                         a phone; it carries data-open-user and data-open-chat
//   Inside a phone:
//   [data-message="ID"|"eID"]                  a message; also data-from, data-kind, data-ephemeral="true"
//   [data-button="label"]                      an inline button; data-kind callback|url|copy, data-row, data-col, class "pending" until answered
//   [data-reply-button="label"]                a button of the reply keyboard
//   [data-testid="composer"|"send"]            text line and Send; [data-testid="file-photo|file-document|file-voice"] file inputs
//   [data-act="start"|"unblock"]               the big button of an empty or blocked private conversation
//   [data-act="commands"] → [data-command="/x"]       command menu
//   [data-act="attach"] → [data-act="attach-photo|attach-document|attach-voice|attach-location|attach-contact"]
//   [data-tools="ID"] → [data-act="reply|forward|copy"]  menu of one message; forwarding picks [data-to="CHAT"]
//   [data-testid="edited"|"toast"]             edited mark, passing line
//   Windows: [data-testid="alert"|"confirm"|"place"|"forward"|"lightbox"], answered by [data-choice="ok"|"cancel"]
//   Controls: [data-act="advance-minute|advance-hour|advance-day|advance-morning|block|unblock|remove_bot|add_bot|migrate|
//             twice|offline|ephemeral|calls|only-errors|split|panel|people"], [data-try="what to write first"]; rows of the record: [data-call="method"][data-ok]
//   html[data-version]                         the world's version that is on screen, or a newer one
// The address keeps what is open: #1=USER:CHAT&2=USER:CHAT (the second only in split view).

import * as api from "./api.js";
import { h, icon, instant } from "./dom.js";
import { People } from "./people.js";
import { Calls, Panel } from "./panel.js";
import { Phone } from "./phone.js";

const NARROW = matchMedia("(max-width: 819px)");
const PANEL_AS_SHEET = matchMedia("(max-width: 1199px)");
const LONGEST_PAUSE = 8000;
const byId = (id) => document.getElementById(id);
const pause = (ms) => new Promise((resolve) => setTimeout(resolve, ms));

class App {
  constructor() {
    this.world = null;
    this.active = 1;
    this.split = false;
    this.phones = [new Phone(this, 1), new Phone(this, 2)];
    this.people = new People(this, byId("people"));
    this.panel = new Panel(this, byId("panel"));
    this.calls = new Calls(this, byId("calls"));
    byId("open-people").append(icon("people"), h("span", {}, "Đổi người"));
    byId("open-people").addEventListener("click", () => this.openPeople());
    byId("toggle-split").append(icon("split"), h("span", {}, "Hai điện thoại"));
    byId("toggle-split").addEventListener("click", () => this.setSplit(!this.split));
    byId("open-calls").append(icon("list"), h("span", { class: "wide-words" }, "Nhật ký"));
    byId("open-calls").setAttribute("aria-label", "Nhật ký gọi máy chủ");
    byId("open-calls").addEventListener("click", () => this.calls.toggle());
    byId("open-panel").append(icon("tune"), h("span", {}, "Mô phỏng"));
    byId("open-panel").addEventListener("click", () => this.openSheet("panel"));
    byId("veil").addEventListener("click", () => this.closeSheets());
    document.addEventListener("keydown", (event) => event.key === "Escape" && this.closeSheets());
    NARROW.addEventListener("change", () => this.arrange());
    PANEL_AS_SHEET.addEventListener("change", () => this.arrange());
    window.addEventListener("hashchange", () => this.openFromAddress());
    setInterval(() => this.tick(), 1000);
  }

  // --- the world ---------------------------------------------------------------------------------

  get narrow() { return NARROW.matches; }
  user(id) { return this.world.users.find((user) => user.id === id); }
  now() { return this.worldNow + (performance.now() - this.worldRead); }
  chatTitle(chat) { return chat.type === "private" ? this.world.bot.name : chat.title; }
  botIn(chat) { return !["left", "kicked"].includes(chat.bot_status); }
  unread(chat, userId) { return chat.unread?.[userId] ?? 0; }

  /** A chat as the server lists it; someone who never wrote to the bot still has an empty private one. */
  chat(id, userId) {
    return this.world.chats.find((chat) => chat.id === id)
      ?? (id === userId ? { id, type: "private", title: "", members: [userId], bot_status: "member", unread: {} } : undefined);
  }

  chatsOf(userId) {
    const ids = this.user(userId).chats;
    const all = ids.includes(userId) ? ids : [userId, ...ids];
    return all.map((id) => this.chat(id, userId)).filter(Boolean).sort((a, b) => (b.type === "private") - (a.type === "private"));
  }

  async readWorld() {
    const world = await api.world();
    this.world = world;
    this.worldNow = instant(world.now);
    this.worldRead = performance.now();
    document.title = `${world.title} (mô phỏng)`;
    byId("title").textContent = world.title;
  }

  /** Reads the world and the open conversations; calls made meanwhile become one more round. */
  async refresh() {
    if (this.reading) {
      this.again = true;
      return this.reading;
    }
    this.reading = this.readAll().finally(() => {
      this.reading = null;
      if (!this.again) return;
      this.again = false;
      this.refreshSoon();
    });
    return this.reading;
  }

  async readAll() {
    await this.readWorld();
    this.followMoved();
    const { version } = this.world;
    await Promise.all([...this.shownPhones().map((phone) => phone.refresh()), this.calls.refresh()]);
    this.render();
    document.documentElement.dataset.version = version;
  }

  refreshSoon() {
    this.refresh().catch((failure) => this.lost(failure));
  }

  async listen() {
    let rest = 500;
    for (;;) {
      try {
        const { version } = await api.wait(this.world.version);
        byId("lost").hidden = true;
        rest = 500;
        if (version !== this.world.version) await this.refresh();
      } catch (failure) {
        this.lost(failure);
        await pause(rest);
        rest = Math.min(rest * 2, LONGEST_PAUSE);
        await this.refresh().then(() => { byId("lost").hidden = true; }, () => {});
      }
    }
  }

  lost(failure) {
    if (!failure.unreachable) console.error(failure);
    byId("lost").hidden = !failure.unreachable;
  }

  // --- who holds which phone -----------------------------------------------------------------------

  shownPhones() { return this.split && !this.narrow ? this.phones : this.phones.slice(0, 1); }
  activePhone() { return this.shownPhones().find((phone) => phone.number === this.active) ?? this.phones[0]; }

  activate(number) {
    if (this.active === number || !this.world) return;
    this.active = number;
    this.render();
  }

  /** Gives a phone to another person, in the same group if they are in it, else in their private conversation. */
  become(number, userId) {
    const phone = this.phones[number - 1];
    const same = phone.group && this.user(userId).chats.includes(phone.chatId);
    return this.place(number, userId, same ? phone.chatId : userId);
  }

  async place(number, userId, chatId) {
    this.active = number;
    const opening = this.open(this.phones[number - 1], [userId, chatId]);
    this.writeAddress();
    this.render();
    await opening;
    this.refreshSoon();
  }

  open(phone, [userId, chatId]) {
    return phone.show(userId, chatId).catch((failure) => this.lost(failure));
  }

  /** A migrated group has a new id: a phone that showed the old one goes to the group of the same name. */
  followMoved() {
    for (const phone of this.shownPhones()) {
      const left = phone.userId && !this.user(phone.userId).chats.includes(phone.chatId) && phone.chatId !== phone.userId;
      if (!left) {
        phone.lastTitle = phone.chat?.title;
        continue;
      }
      const heir = this.chatsOf(phone.userId).find((chat) => chat.type !== "private" && chat.title === phone.lastTitle);
      this.open(phone, [phone.userId, heir ? heir.id : phone.userId]);
      this.writeAddress();
    }
  }

  setSplit(on) {
    this.split = on;
    if (!on) this.active = 1;
    if (on && this.phones[1].userId === null) this.open(this.phones[1], this.secondPlace());
    this.arrange();
    this.writeAddress();
    this.refreshSoon();
  }

  // --- first view and address ----------------------------------------------------------------------

  /** A resident in a group first: there the first tap already does something. */
  firstPlace() {
    const groupOf = (user) => this.chatsOf(user.id).find((chat) => chat.type !== "private");
    const { users } = this.world;
    const resident = users.find((user) => /người dân|cư dân|chủ hộ|đại diện hộ|dân /i.test(user.note) && groupOf(user)) ?? users.find(groupOf) ?? users[0];
    return [resident.id, groupOf(resident)?.id ?? resident.id];
  }

  secondPlace() {
    const other = this.world.users.find((user) => user.id !== this.phones[0].userId) ?? this.world.users[0];
    return [other.id, other.id];
  }

  readAddress() {
    const places = new Map();
    for (const [number, place] of new URLSearchParams(location.hash.slice(1))) {
      const [userId, chatId] = place.split(":").map(Number);
      if (this.user(userId) && this.chatsOf(userId).some((chat) => chat.id === chatId)) places.set(Number(number), [userId, chatId]);
    }
    return places;
  }

  writeAddress() {
    const parts = (this.split ? this.phones : this.phones.slice(0, 1)).map((phone) => `${phone.number}=${phone.userId}:${phone.chatId}`);
    history.replaceState(null, "", `#${parts.join("&")}`);
  }

  openFromAddress() {
    const places = this.readAddress();
    if (!this.shownPhones().every((phone) => phone.userId !== null) && !places.size) return;
    for (const [number, place] of places) if (this.phones[number - 1]) this.open(this.phones[number - 1], place);
    this.split = places.has(2);
    this.arrange();
  }

  async begin() {
    for (let rest = 500; ; rest = Math.min(rest * 2, LONGEST_PAUSE)) {
      try {
        await this.readWorld();
        break;
      } catch (failure) {
        this.lost(failure);
        await pause(rest);
      }
    }
    byId("lost").hidden = true;
    const places = this.readAddress();
    const opening = [this.open(this.phones[0], places.get(1) ?? this.firstPlace())];
    this.split = places.size ? places.has(2) : !PANEL_AS_SHEET.matches;
    if (this.split) opening.push(this.open(this.phones[1], places.get(2) ?? this.secondPlace()));
    this.writeAddress();
    this.arrange();
    await Promise.all(opening);
    this.listen();
  }

  // --- showing -------------------------------------------------------------------------------------

  arrange() {
    byId("stage").replaceChildren(...this.shownPhones().map((phone) => phone.root));
    byId("shell").classList.toggle("is-split", this.shownPhones().length > 1);
    byId("toggle-split").setAttribute("aria-pressed", String(this.split));
    this.closeSheets();
    this.render();
    for (const phone of this.shownPhones()) if (phone.pinned) phone.scrollToEnd(false);
  }

  render() {
    if (!this.world || this.phones[0].userId === null) return;
    for (const phone of this.phones) phone.root.classList.toggle("is-active", phone === this.activePhone());
    for (const phone of this.shownPhones()) phone.renderFrame();
    this.people.render();
    this.panel.render();
    this.tick();
  }

  tick() {
    if (!this.world) return;
    this.panel.tick();
    for (const phone of this.shownPhones()) phone.tick();
  }

  openPeople() { this.openSheet("people"); }

  openSheet(id) {
    this.closeSheets();
    byId(id).inert = false;
    byId(id).classList.add("is-open");
    byId(`open-${id}`).setAttribute("aria-expanded", "true");
    byId("veil").hidden = false;
    byId(id).querySelector("button")?.focus({ preventScroll: true });
  }

  closeSheets() {
    for (const [id, hides] of [["people", NARROW.matches], ["panel", PANEL_AS_SHEET.matches]]) {
      if (byId(id).contains(document.activeElement) && byId(id).classList.contains("is-open")) byId(`open-${id}`).focus({ preventScroll: true });
      byId(id).classList.remove("is-open");
      byId(id).inert = hides;
      byId(`open-${id}`).setAttribute("aria-expanded", "false");
    }
    byId("veil").hidden = true;
  }
}

new App().begin();
