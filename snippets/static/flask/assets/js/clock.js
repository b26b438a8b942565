const clock = document.querySelector("time");

function tick() {
  const now = new Date();
  clock.dateTime = now.toISOString();
  clock.textContent = now.toLocaleTimeString();
}

tick();
setInterval(tick, 1000);
//# sourceMappingURL=clock.js.map
