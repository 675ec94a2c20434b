// The right column: the clock, what can go wrong, and the record of calls.

import * as api from "./api.js";
import { confirmBox, toast } from "./dialogs.js";
import { fullDay, h, hourMinuteSecond, icon, instant, secondsToTomorrowMorning, spanWords } from "./dom.js";

export class Panel {
  constructor(app, root) {
    this.app = app;
    this.root = root;
    this.day = h("p", { class: "clock-day" });
    this.hour = h("p", { class: "clock-hour", dataset: { testid: "clock" } });
    this.offset = h("p", { class: "hint" });
    this.person = h("section", { class: "block" });
    this.group = h("section", { class: "block" });
    this.offline = this.toggle("offline", "Cắt mạng của trợ lý", "Trợ lý không gửi, không nhận được gì.", (on) => this.act("offline", { on }));
    this.lostAside = this.toggle("ephemeral", "Thất lạc tin riêng trong nhóm", "Telegram không hứa tin này sẽ đến nơi.", (on) => this.act("ephemeral", { deliver: !on }));
    root.append(
      h("div", { class: "people-head only-sheet" }, h("h2", {}, "Điều khiển mô phỏng"),
        h("button", { type: "button", class: "icon-button", "aria-label": "Đóng", on: { click: () => app.closeSheets() } }, icon("close"))),
      h("section", { class: "block clock" }, this.day, this.hour, this.offset,
        h("div", { class: "jumps" },
          this.jump("minute", "+1 phút", () => 60), this.jump("hour", "+1 giờ", () => 3600), this.jump("day", "+1 ngày", () => 86400),
          this.jump("morning", "Đến 7:00 sáng mai", () => secondsToTomorrowMorning(app.now())))),
      this.person, this.group,
      h("section", { class: "block" }, h("h2", {}, "Đường truyền"), this.offline, this.lostAside,
        this.button("twice", "Gửi lặp lại việc vừa rồi", "Như khi mạng chập chờn.", () => this.act("twice", {}, "Đã gửi lặp lại việc vừa rồi."))));
  }

  jump(name, words, seconds) {
    return h("button", { type: "button", class: "jump", dataset: { act: `advance-${name}` }, on: { click: () => this.act("advance", { seconds: seconds() }) } }, words);
  }

  button(act, words, hint, run) {
    return h("div", { class: "doing" }, h("button", { type: "button", class: "chip-button wide", dataset: { act }, on: { click: run } }, words), hint ? h("p", { class: "hint" }, hint) : null);
  }

  toggle(act, words, hint, change) {
    const box = h("input", { type: "checkbox", role: "switch", dataset: { act }, on: { change: () => change(box.checked) } });
    const node = h("label", { class: "switch" }, box, h("span", { class: "track", "aria-hidden": "true" }), h("span", { class: "switch-words" }, h("b", {}, words), h("small", {}, hint)));
    node.box = box;
    return node;
  }

  async act(what, details = {}, said = null) {
    const phone = this.app.activePhone();
    const answer = await phone.act(what, details);
    if (answer && said) toast(phone.root, said);
    if (!answer) this.render();
    return answer;
  }

  render() {
    const { app } = this;
    const phone = app.activePhone();
    const { user, chat } = phone;
    this.offline.box.checked = app.world.offline;
    this.lostAside.box.checked = app.world.ephemeral_delivery === false;
    this.offset.textContent = offsetWords(app.world.offset_seconds);
    this.tick();
    const sign = JSON.stringify([user, chat, app.botIn(chat)]);
    if (sign === this.sign) return;
    this.sign = sign;
    const held = this.root.contains(document.activeElement) ? document.activeElement.dataset.act : null;
    this.person.replaceChildren(h("h2", {}, user.name), this.tries(user), user.blocked
      ? this.button("unblock", "Bỏ chặn trợ lý", null, () => this.act("unblock"))
      : this.button("block", "Chặn trợ lý", null, () => this.act("block")));
    this.group.hidden = chat.type === "private";
    if (chat.type !== "private") this.group.replaceChildren(h("h2", {}, chat.title), this.membership(chat), ...this.upgrade(chat));
    if (held) this.root.querySelector(`[data-act="${held}"], [data-act="${OPPOSITE[held]}"]`)?.focus({ preventScroll: true });
  }

  /** What this person would do first; it is written in their private conversation. */
  tries(user) {
    return h("div", { class: "tries", role: "group", "aria-label": `${user.name} thử`, hidden: user.blocked || !user.tries.length },
      h("span", { class: "hint" }, "Thử:"),
      user.tries.map((text) => h("button", { type: "button", class: "try", dataset: { try: text }, on: { click: () => this.write(text) } }, text)));
  }

  async write(text) {
    const phone = this.app.activePhone();
    this.app.closeSheets();
    await this.app.place(phone.number, phone.userId, phone.userId);
    phone.act("text", { text });
  }

  membership(chat) {
    return this.app.botIn(chat)
      ? this.button("remove_bot", "Đưa trợ lý ra khỏi nhóm", null, () => this.act("remove_bot"))
      : this.button("add_bot", "Thêm lại trợ lý vào nhóm", null, () => this.act("add_bot"));
  }

  upgrade(chat) {
    if (chat.type === "supergroup") return [];
    return [this.button("migrate", "Nâng cấp nhóm", "Nhóm đổi sang mã số mới.", async () => {
      if (await confirmBox("Nâng cấp nhóm?", `Nhóm “${chat.title}” sẽ đổi sang mã số mới. Không làm ngược lại được.`, "Nâng cấp")) this.act("migrate");
    })];
  }

  tick() {
    const now = this.app.now();
    this.day.textContent = fullDay(now);
    this.hour.textContent = hourMinuteSecond(now);
  }
}

function offsetWords(seconds) {
  if (Math.abs(seconds) < 30) return "Đang đúng giờ thật.";
  return `${seconds > 0 ? "Đi trước" : "Đi sau"} giờ thật ${spanWords(Math.abs(seconds))}.`;
}

const OPPOSITE = { block: "unblock", unblock: "block", remove_bot: "add_bot", add_bot: "remove_bot" };

/** The drawer that lists the bot's last calls, newest first. */
export class Calls {
  constructor(app, root) {
    this.app = app;
    this.root = root;
    this.onlyErrors = h("input", { type: "checkbox", dataset: { act: "only-errors" }, on: { change: () => this.render() } });
    this.body = h("tbody", {});
    this.count = h("p", { class: "hint" });
    this.items = [];
    root.append(
      h("div", { class: "calls-head" }, h("h2", {}, "Nhật ký gọi máy chủ"), this.count,
        h("label", { class: "only-errors" }, this.onlyErrors, "Chỉ xem lỗi"),
        h("button", { type: "button", class: "icon-button", "aria-label": "Đóng nhật ký", on: { click: () => this.toggle() } }, icon("close"))),
      h("div", { class: "calls-scroll", tabindex: "0", "aria-label": "Danh sách lời gọi" },
        h("table", {}, h("thead", {}, h("tr", {}, ["Lúc", "Việc", "Nơi", "Kết quả"].map((words) => h("th", { scope: "col" }, words)))), this.body)));
    root.addEventListener("keydown", (event) => event.key === "Escape" && this.toggle());
  }

  toggle() {
    this.root.hidden = !this.root.hidden;
    const opener = document.getElementById("open-calls");
    opener.setAttribute("aria-expanded", String(!this.root.hidden));
    if (this.root.hidden) opener.focus({ preventScroll: true });
    else {
      this.refresh().catch((failure) => this.app.lost(failure));
      this.root.querySelector(".icon-button").focus({ preventScroll: true });
    }
  }

  async refresh() {
    if (this.root.hidden) return;
    this.items = await api.calls();
    this.render();
  }

  render() {
    const newest = [...this.items].sort((a, b) => instant(b.at) - instant(a.at));
    const errors = newest.filter((call) => !call.ok);
    this.count.textContent = `${newest.length} lời gọi gần nhất, ${errors.length} lỗi`;
    const shown = this.onlyErrors.checked ? errors : newest;
    this.body.replaceChildren(...shown.map((call) => h("tr", { class: call.ok ? "" : "failed", dataset: { call: call.method, ok: String(call.ok) } },
      h("td", {}, hourMinuteSecond(instant(call.at))), h("td", {}, h("code", {}, call.method), call.snippet ? h("span", { class: "snippet" }, call.snippet) : null), h("td", {}, this.where(call.chat)),
      h("td", {}, call.ok ? "Được" : `Lỗi: ${call.error}`))));
    if (!shown.length) this.body.append(h("tr", {}, h("td", { colspan: "4", class: "hint" }, "Chưa có gì.")));
  }

  where(chatId) {
    if (chatId === null || chatId === undefined) return "";
    const id = Number(chatId);
    return this.app.user(id)?.name ?? this.app.world.chats.find((chat) => chat.id === id)?.title ?? String(chatId);
  }
}
