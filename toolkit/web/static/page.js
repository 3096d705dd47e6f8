"use strict";
// 拖放与逐份上传；处理进度。没有脚本时，表单照常可用。
(function () {
  const token = document.querySelector('meta[name="csrf"]').content;
  const form = document.getElementById("upload");
  if (form) {
    const drop = document.getElementById("drop");
    const input = document.getElementById("file");
    const list = document.getElementById("sending");
    const tally = document.getElementById("tally");
    form.querySelector("button").hidden = true;

    async function send(file, line) {
      if (file.size >= Number(form.dataset.most)) {
        line.textContent = file.name + "：文件太大，一次最多上传50MB。请删去文件中的图片，或分成几份上传。";
        line.className = "bad";
        return false;
      }
      const body = new FormData();
      body.append("period", form.elements.period.value);
      body.append("file", file, file.name);
      try {
        const reply = await fetch(form.action, { method: "POST", headers: { "X-CSRF-Token": token }, body });
        const answer = await reply.json();
        const said = answer.error ? { word: answer.error, tone: "bad", refused: true } : answer.answers[0];
        line.textContent = file.name + "：" + said.word;
        line.className = said.tone;
        return reply.ok && !said.refused;
      } catch (error) {
        line.textContent = file.name + "：没有传上，请确认启动窗口仍开着，然后重试。";
        line.className = "bad";
        return false;
      }
    }

    async function sendAll(files) {
      const jobs = Array.from(files).map(function (file) {
        const line = document.createElement("li");
        line.textContent = file.name + "：等待";
        list.appendChild(line);
        return [file, line];
      });
      const refused = [];
      drop.setAttribute("aria-busy", "true");
      let done = 0;
      for (const [file, line] of jobs) {
        tally.textContent = "正在审核第" + (done + 1) + "份，共" + jobs.length + "份";
        line.textContent = file.name + "：正在审核……";
        if (!(await send(file, line))) { refused.push(line.textContent); }
        done += 1;
      }
      tally.textContent = "";
      sessionStorage.setItem("refused", JSON.stringify(refused));
      location.reload();
    }

    // 没有收的文件要说明：页面刷新后再显示一次
    JSON.parse(sessionStorage.getItem("refused") || "[]").forEach(function (text) {
      const line = document.createElement("li");
      line.className = "bad";
      line.textContent = text;
      list.appendChild(line);
    });
    sessionStorage.removeItem("refused");

    input.addEventListener("change", function () { sendAll(input.files); });
    ["dragenter", "dragover"].forEach(function (name) {
      drop.addEventListener(name, function (event) { event.preventDefault(); drop.classList.add("over"); });
    });
    ["dragleave", "drop"].forEach(function (name) {
      drop.addEventListener(name, function (event) { event.preventDefault(); drop.classList.remove("over"); });
    });
    drop.addEventListener("drop", function (event) { sendAll(event.dataTransfer.files); });
  }

  const stage = document.getElementById("stage");
  if (stage) {
    const bar = document.getElementById("bar");
    const ask = async function () {
      try {
        const now = await (await fetch(stage.dataset.progress)).json();
        if (!now.busy) { location.reload(); return; }
        stage.textContent = now.stage + (now.total ? "（" + now.done + "/" + now.total + "）" : "");
        bar.value = now.percent;
      } catch (error) {
        stage.textContent = "连接中断，请确认启动窗口仍开着。";
      }
      setTimeout(ask, 800);
    };
    setTimeout(ask, 500);
  }
})();
