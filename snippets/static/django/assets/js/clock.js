document.querySelector("time").textContent = new Date().toLocaleTimeString();
//# sourceMappingURL=clock.js.map
