// How far words stand out from what they are written on, for each pair of the page's colours.
(pairs) => {
  const light = (name) => {
    const probe = document.createElement("i"); // a new one each time: a colour takes time to turn
    probe.style.color = `var(${name})`;
    document.body.append(probe);
    const parts = getComputedStyle(probe).color.match(/[\d.]+/g).slice(0, 3).map((part) => part / 255);
    probe.remove();
    const [red, green, blue] = parts.map((part) => (part <= 0.04045 ? part / 12.92 : ((part + 0.055) / 1.055) ** 2.4));
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue;
  };
  const ratios = pairs.map(([words, ground]) => {
    const [bright, dark] = [light(words), light(ground)].sort((a, b) => b - a);
    return [`${words} on ${ground}`, (bright + 0.05) / (dark + 0.05)];
  });
  return Object.fromEntries(ratios);
}
