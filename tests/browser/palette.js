// A PNG in base64 becomes at most 256 colours: {width, height, palette, pixels}, the last two in
// base64. Median cut over colours of five bits a channel; each box shows the mean of its pixels.
async (png) => {
  const bytes = (text) => Uint8Array.from(atob(text), (letter) => letter.charCodeAt(0));
  const base64 = (array) => {
    let text = "";
    for (let at = 0; at < array.length; at += 32768) text += String.fromCharCode(...array.subarray(at, at + 32768));
    return btoa(text);
  };
  const image = await createImageBitmap(new Blob([bytes(png)], { type: "image/png" }));
  const { width, height } = image;
  const canvas = new OffscreenCanvas(width, height).getContext("2d");
  canvas.drawImage(image, 0, 0);
  const { data } = canvas.getImageData(0, 0, width, height);

  const bucketOf = (at) => ((data[at] >> 3) << 10) | ((data[at + 1] >> 3) << 5) | (data[at + 2] >> 3);
  const buckets = new Map(); // five bits a channel -> {count, sums}
  for (let at = 0; at < data.length; at += 4) {
    const key = bucketOf(at);
    const bucket = buckets.get(key) || { key, count: 0, sums: [0, 0, 0] };
    bucket.count += 1;
    for (let channel = 0; channel < 3; channel += 1) bucket.sums[channel] += data[at + channel];
    buckets.set(key, bucket);
  }
  const level = (bucket, channel) => (bucket.key >> (10 - 5 * channel)) & 31;
  const measure = (members) => {
    const spans = [0, 1, 2].map((channel) => {
      const levels = members.map((bucket) => level(bucket, channel));
      return Math.max(...levels) - Math.min(...levels);
    });
    const count = members.reduce((sum, bucket) => sum + bucket.count, 0);
    const widest = spans.indexOf(Math.max(...spans));
    return { members, widest, weight: members.length > 1 ? spans[widest] ** 2 * Math.sqrt(count) : -1 };
  };
  const boxes = [measure([...buckets.values()])];
  while (boxes.length < 256) {
    boxes.sort((a, b) => b.weight - a.weight);
    const { members, widest, weight } = boxes[0];
    if (weight < 0) break;
    members.sort((a, b) => level(a, widest) - level(b, widest));
    const half = members.reduce((sum, bucket) => sum + bucket.count, 0) / 2;
    let cut = 0;
    for (let seen = 0; seen < half && cut < members.length - 1; cut += 1) seen += members[cut].count;
    boxes.splice(0, 1, measure(members.slice(0, cut)), measure(members.slice(cut)));
  }
  const palette = new Uint8Array(boxes.length * 3);
  const indexOf = new Map();
  boxes.forEach(({ members }, index) => {
    const count = members.reduce((sum, bucket) => sum + bucket.count, 0);
    for (let channel = 0; channel < 3; channel += 1) {
      palette[index * 3 + channel] = Math.round(members.reduce((sum, bucket) => sum + bucket.sums[channel], 0) / count);
    }
    for (const bucket of members) indexOf.set(bucket.key, index);
  });
  const pixels = new Uint8Array(width * height);
  for (let at = 0; at < pixels.length; at += 1) pixels[at] = indexOf.get(bucketOf(at * 4));
  return { width, height, palette: base64(palette), pixels: base64(pixels) };
};
