// The hands of the telephones: shows what the emulator sends and reports where a finger came down. All
// meaning (what an action does, where a link leads) is decided by the emulator.
(() => {
  "use strict";
  const AWAY = "つながりません。エミュレーターが動いているか確かめてください。";
  const FRIEND = { stranger: "友だち追加", friend: "ブロック", blocked: "ブロック解除" };
  const PICKERS = { date: ["date", "日付"], time: ["time", "時刻"], datetime: ["datetime-local", "日付と時刻"] };

  class Phone {
    constructor(root) {
      this.root = root;
      this.handle = root.dataset.handle;
      this.find = (selector) => root.querySelector(selector);
      this.talk = this.find(".talk");
      this.menuId = null;
      this.showFriendship(root.dataset.friendship);
      this.showSlow(root.dataset.slow === "true");
      this.showMenu(JSON.parse(this.find(".menu").dataset.menu));
      this.toEnd();
      root.addEventListener("click", (event) => this.press(event));
      root.addEventListener("keydown", (event) => this.key(event));
      this.find(".write").addEventListener("submit", (event) => this.write(event));
      window.addEventListener("message", (event) => this.told(event));
    }

    async ask(what, body) {
      const headers = { "content-type": "application/json" };
      const options = { method: "POST", headers, body: JSON.stringify(body) };
      try {
        const answer = await fetch(`/phone/${this.handle}/${what}`, options);
        const result = await answer.json();
        this.say(result.message || "");
        return answer.ok ? result : null;
      } catch {
        this.say(AWAY);
        return null;
      }
    }

    say(sentence) {
      this.find(".alert").textContent = sentence;
    }

    // What is shown

    show(screen) {
      this.find(".status span").textContent = screen.clock;
      this.showFriendship(screen.friendship);
      this.showSlow(screen.slow);
      // The chips take room below the talk, so that they come before it is scrolled to its end.
      this.find(".quick").innerHTML = screen.quick;
      this.showTalk(screen.talk);
      this.showMenu(screen.menu);
      this.showWriting(screen.writing_ms);
    }

    showFriendship(friendship) {
      this.root.dataset.friendship = friendship;
      this.find(".friend").textContent = FRIEND[friendship];
      for (const control of this.find(".write").elements) control.disabled = friendship === "blocked";
    }

    showSlow(slow) {
      this.root.dataset.slow = String(slow);
      this.find(".slow").setAttribute("aria-pressed", String(slow));
    }

    // Only what is new or different is replaced, so that a screen reader reads news only.
    showTalk(items) {
      const list = this.find(".talk ol");
      const known = new Map([...list.children].map((item) => [item.dataset.id, item]));
      const atEnd = this.talk.scrollHeight - this.talk.scrollTop - this.talk.clientHeight < 80;
      let grown = false;
      let before = null;
      for (const { id, html } of items) {
        if (!known.has(id)) {
          if (before) before.insertAdjacentHTML("afterend", html);
          else list.insertAdjacentHTML("afterbegin", html);
          known.set(id, before ? before.nextElementSibling : list.firstElementChild);
          known.get(id).classList.add("new");
          grown = true;
        }
        before = known.get(id);
        known.delete(id);
      }
      for (const gone of known.values()) gone.remove();
      if (grown && atEnd) this.toEnd();
    }

    toEnd() {
      this.talk.scrollTop = this.talk.scrollHeight;
    }

    showMenu(menu) {
      const panel = this.find(".menu");
      const fold = this.find(".fold");
      fold.hidden = !menu;
      if (!menu) {
        this.menuId = null;
        panel.hidden = true;
      } else if (menu.id !== this.menuId) {
        this.menuId = menu.id;
        panel.innerHTML = menu.html;
        fold.textContent = menu.bar;
        this.unfold(menu.open);
      }
    }

    unfold(open) {
      this.find(".menu").hidden = !open;
      this.find(".fold").setAttribute("aria-expanded", String(open));
      requestAnimationFrame(() => this.toEnd());
    }

    more(open) {
      this.find(".more").hidden = !open;
      this.find(".more-key").setAttribute("aria-expanded", String(open));
    }

    showWriting(milliseconds) {
      clearTimeout(this.writing);
      this.find(".writing").hidden = !(milliseconds > 0);
      if (milliseconds > 0) this.writing = setTimeout(() => this.showWriting(0), milliseconds);
    }

    // What a finger does

    press(event) {
      const on = (selector) => event.target.closest(selector);
      const link = on("[data-link]");
      const control = on("[data-entry]");
      if (link) {
        event.preventDefault();
        this.follow({ url: link.dataset.link });
      } else if (control) {
        this.tap(control);
      } else if (on(".friend")) {
        this.ask("friendship", { friend: this.root.dataset.friendship !== "friend" });
      } else if (on(".slow")) {
        this.ask("line", { slow: this.root.dataset.slow !== "true" });
      } else if (on("[data-send]")) {
        this.more(false);
        this.ask("send", { what: on("[data-send]").dataset.send });
      } else if (on(".unsend")) {
        this.more(false);
        this.ask("unsend", {});
      } else if (on(".more-key")) {
        this.more(this.find(".more").hidden);
      } else if (on(".sticker-key")) {
        this.ask("sticker", {});
      } else if (on(".fold")) {
        this.unfold(this.find(".menu").hidden);
      } else if (on(".close")) {
        this.close();
      }
    }

    key(event) {
      const control = event.target.closest('[role="button"]');
      if (control && (event.key === "Enter" || event.key === " ")) {
        event.preventDefault();
        control.click();
      }
      if (event.key === "Escape" && !this.find(".liff").hidden) this.close();
    }

    async write(event) {
      event.preventDefault();
      const field = this.find(".write input");
      const text = field.value;
      field.value = "";
      field.focus();
      if (text.trim() && !(await this.ask("type", { text }))) field.value = text;
      this.toEnd();
    }

    async tap(control) {
      if (control.ariaBusy === "true") return;
      const { entry, pointer, mode } = control.dataset;
      const picked = mode ? await this.pick(control.dataset) : undefined;
      if (picked === null) return;
      control.ariaBusy = "true";
      const result = await this.ask("tap", { entry, pointer, picked });
      control.ariaBusy = null;
      if (result) this.follow(result, control);
    }

    pick({ mode, min = "", max = "", initial = "" }) {
      const dialog = this.find(".pick");
      const field = dialog.querySelector("input");
      const [type, label] = PICKERS[mode];
      Object.assign(field, { type, min, max });
      dialog.querySelector("label span").textContent = label;
      field.value = initial;
      dialog.showModal();
      return new Promise((resolve) => {
        const done = () => resolve(dialog.returnValue === "ok" && field.value ? field.value : null);
        dialog.addEventListener("close", done, { once: true });
      });
    }

    async follow(result, from) {
      if (result.url) {
        const opened = await this.ask("open", { url: result.url });
        if (opened) this.follow(opened, from);
      }
      if (result.open) this.open(result.open, from);
      if (result.outside) window.open(result.outside, "_blank", "noopener");
      if (result.copied) navigator.clipboard.writeText(result.copied).then(() => this.say("コピーしました"));
      if (result.input === "openRichMenu") this.unfold(true);
      if (result.input === "closeRichMenu") this.unfold(false);
      if (result.input === "openKeyboard") {
        this.find(".write input").value = result.fill || "";
        this.find(".write input").focus();
      }
    }

    open(address, from) {
      this.opener = from || document.activeElement;
      this.find(".liff").hidden = false;
      this.find(".liff iframe").src = address;
      this.find(".close").focus({ preventScroll: true });
    }

    close() {
      this.find(".liff").hidden = true;
      this.find(".liff iframe").src = "about:blank";
      if (this.opener?.isConnected) this.opener.focus({ preventScroll: true });
    }

    // The page inside asks through the LIFF SDK.
    told(event) {
      if (event.source !== this.find(".liff iframe").contentWindow || !event.data?.liff) return;
      if (event.data.close) this.close();
      if (event.data.open) this.follow({ url: event.data.open });
    }
  }

  const phones = [...document.querySelectorAll(".phone")].map((root) => new Phone(root));
  if (phones.length) {
    const alone = document.body.classList.contains("single");
    const stream = new EventSource(alone ? `/phone/${phones[0].handle}/events` : "/events");
    stream.onmessage = (event) => {
      const screens = JSON.parse(event.data);
      for (const phone of phones) if (screens[phone.handle]) phone.show(screens[phone.handle]);
    };
    stream.onerror = () => phones.forEach((phone) => phone.say(AWAY));
    stream.onopen = () => phones.forEach((phone) => phone.say(""));
  }
  const wanted = new URLSearchParams(location.search).get("open");
  if (wanted && phones.length === 1) {
    history.replaceState(null, "", location.pathname);
    phones[0].follow({ url: wanted });
  }
})();
