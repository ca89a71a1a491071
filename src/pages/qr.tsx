import QRCode from 'qrcode';

/** A QR code as SVG, `size` user units wide with its quiet zone; `at` is its corner within another drawing. */
export function Qr({ text, size, at, label }: { text: string; size: number; at?: { x: number; y: number }; label: string }) {
  const { modules } = QRCode.create(text, { errorCorrectionLevel: 'M' });
  const side = modules.size + 2 * QUIET;
  return (
    <svg
      xmlns="http://www.w3.org/2000/svg"
      class="qr"
      role="img"
      aria-label={label}
      viewBox={`0 0 ${side} ${side}`}
      width={size}
      height={size}
      {...at}
    >
      <path fill="#fff" d={`M0 0h${side}v${side}H0z`} />
      <path fill="#000" d={darkRuns(modules)} />
    </svg>
  );
}

/** Light modules around a code, without which cameras do not find it. */
const QUIET = 4;

/** One rectangle for each run of dark modules in a row. */
function darkRuns({ size, data }: { size: number; data: Uint8Array }): string {
  let path = '';
  for (let y = 0; y < size; y += 1) {
    for (let x = 0; x < size; x += 1) {
      const start = x;
      while (x < size && data[y * size + x]) x += 1;
      if (x > start) path += `M${start + QUIET} ${y + QUIET}h${x - start}v1h-${x - start}z`;
    }
  }
  return path;
}
