const PLACE =
  /(?<![\p{L}\d])(?<!th[ịi] )(?:thôn|thon|xóm|xom|ấp|ap|bản|ban|buôn|buon|làng|lang|tổ dân phố|to dan pho|tdp|khu phố|khu pho|kp|khóm|khom|tổ|to|đội|doi|xã|xa|phường|phuong|p|thị trấn|thi tran|tt|huyện|(?<=[,\d] ?)huyen|quận|quan|q|tỉnh|tinh|tp|thành phố|thanh pho|đường|duong|hẻm|hem|ngõ|ngo|số nhà|so nha|chi hội|chi hoi|ở|o|quê|que|f)(?!\sth[ịi]\s(?!tr))(?=[\s.]{1,3}[\p{L}\d]|\d)/u;

/** Where the words about a place begin in a folded text ("thôn 3 xã Vạn Trạch"), or -1. */
export function placeAt(text: string): number {
  return text.search(PLACE);
}

/** Where something else begins: a phone, a year. */
const AFTERWARDS =
  /\s,|(?<!\p{L})(?:sđt|sdt|đt|dt|số đt|so dt|số điện thoại|so dien thoai|sn|sinh|năm sinh|nam sinh|số em|so em|gọi)(?!\p{L})/u;

/** A place in her own words, trimmed of "ở" and of what is polite; undefined when nothing is left. */
export function placeFrom(text: string): string | undefined {
  const place = text
    .split(AFTERWARDS, 1)
    .join('')
    .replace(/^(?:ở|o|quê ở|que o|quê|que)\s+/u, '')
    .replaceAll(/\s+/g, ' ')
    .replace(/[\s,.;:]+$/u, '')
    .replace(/(?:\s(?:ạ|nhé|nha|em ơi|em|nghen))+$/u, '')
    .trim();
  // The kind of place alone ("thôn") is none.
  return /\s|\d/.test(place) ? place.slice(0, 120) : undefined;
}
