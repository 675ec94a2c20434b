// The left column: who one is, and that person's conversations.

import { avatar, h, icon } from "./dom.js";

export class People {
  constructor(app, root) {
    this.app = app;
    this.root = root;
    this.tabs = h("div", { class: "phone-tabs only-wide", role: "group", "aria-label": "Chọn cho điện thoại nào" });
    this.persons = h("ul", { class: "rows" });
    this.chats = h("ul", { class: "rows" });
    this.chatsTitle = h("h2", {});
    root.append(
      h("div", { class: "people-head only-narrow" }, h("h2", {}, "Người và nhóm"),
        h("button", { type: "button", class: "icon-button", "aria-label": "Đóng", on: { click: () => app.closeSheets() } }, icon("close"))),
      this.tabs,
      h("section", { class: "block persons" }, h("h2", {}, "Bạn vào vai ai?"), this.persons),
      h("section", { class: "block chats" }, this.chatsTitle, this.chats));
    root.addEventListener("click", (event) => this.clicked(event));
  }

  clicked(event) {
    const row = event.target.closest("[data-user], [data-chat], [data-tab]");
    if (!row) return;
    const { app } = this;
    const phone = app.activePhone();
    if (row.dataset.tab) app.activate(Number(row.dataset.tab));
    else if (row.dataset.user) app.become(phone.number, Number(row.dataset.user));
    else {
      app.place(phone.number, phone.userId, Number(row.dataset.chat));
      app.closeSheets();
    }
  }

  render() {
    const { app } = this;
    const phone = app.activePhone();
    const shown = app.shownPhones();
    const sign = JSON.stringify([app.world.users, app.world.chats, app.world.bot, phone.number, shown.map((one) => [one.userId, one.chatId])]);
    if (sign === this.sign) return;
    this.sign = sign;
    const held = this.root.contains(document.activeElement) ? { ...document.activeElement.dataset } : null;
    this.tabs.hidden = shown.length < 2;
    this.tabs.replaceChildren(...shown.map((one) => h("button", {
      type: "button", class: "tab", dataset: { tab: one.number }, "aria-pressed": String(one === phone),
    }, `Điện thoại ${one.number}`)));
    this.persons.replaceChildren(...app.world.users.map((user) => this.person(user, phone, shown)));
    this.chatsTitle.textContent = `Trò chuyện của ${phone.user.name}`;
    this.chats.replaceChildren(...app.chatsOf(phone.userId).map((chat) => this.conversation(chat, phone)));
    if (this.shownUser !== phone.userId) this.persons.querySelector('[aria-pressed="true"]').scrollIntoView({ block: "nearest" });
    this.shownUser = phone.userId;
    if (held) for (const name of ["user", "chat", "tab"]) if (held[name]) this.root.querySelector(`[data-${name}="${held[name]}"]`)?.focus({ preventScroll: true });
  }

  person(user, phone, shown) {
    const unread = this.app.chatsOf(user.id).reduce((sum, chat) => sum + this.app.unread(chat, user.id), 0);
    const holds = shown.length > 1 ? shown.filter((one) => one.userId === user.id).map((one) => one.number) : [];
    return h("li", {}, h("button", {
      type: "button", class: "row", dataset: { user: user.id }, "aria-pressed": String(user.id === phone.userId),
    },
      avatar(user.id, user.name),
      h("span", { class: "row-words" }, h("b", {}, user.name), h("small", { title: user.note }, user.note)),
      holds.map((number) => h("span", { class: `held held-${number}`, title: `Đang cầm điện thoại ${number}` }, String(number))),
      user.id !== phone.userId && unread ? badge(unread) : null));
  }

  conversation(chat, phone) {
    const open = chat.id === phone.chatId;
    const unread = open ? 0 : this.app.unread(chat, phone.userId);
    return h("li", {}, h("button", {
      type: "button", class: "row", dataset: { chat: chat.id }, "aria-pressed": String(open),
    },
      chat.type === "private" ? avatar(0, this.app.world.bot.name, "bot") : avatar(chat.id, chat.title, "group"),
      h("span", { class: "row-words" }, h("b", {}, this.app.chatTitle(chat)), h("small", {}, chat.type === "private" ? "trò chuyện riêng với trợ lý" : "nhóm trò chuyện")),
      unread ? badge(unread) : null));
  }
}

const badge = (count) => h("span", { class: "badge", "aria-label": `${count} tin chưa đọc` }, count > 99 ? "99+" : String(count));
