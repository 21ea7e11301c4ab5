import { expect, test } from 'vitest';
import { scanTerminal } from '../testing/scan.ts';
import { drawCode } from '../ur/codes.ts';
import { urParts } from '../ur/ur.ts';
import { showFilm } from './film.ts';
import { terminalCode } from './qr.ts';

/** The code of what a terminal shows. */
function scan(drawn: string): string {
  return scanTerminal(
    drawn.split('\n').map((line) => line.slice('\u001b[30;107m'.length, -'\u001b[0m'.length)),
  );
}

test.each([30, 300, 780])('what a terminal shows for %d characters can be scanned', (length) => {
  const uri = `ethereum:0x${'ab'.repeat(length)}`.slice(0, length);
  const drawn = terminalCode(drawCode(uri));
  expect(scan(drawn)).toBe(uri);
});

test('a film shows one part after the other, each over the last, until it is stopped', async () => {
  const { needed, part } = urParts({ kind: 'PAYMENT', content: new Uint8Array(600) }, 195);
  let stop: () => void = () => undefined;
  const stopped = new Promise<void>((resolve) => {
    stop = resolve;
  });
  const written: string[] = [];
  await showFilm(
    { needed, frame: (number) => drawCode(part(number), 6) },
    {
      write: (text) => written.push(text),
      stopped,
      pause: async () => {
        if (written.length > needed + 2) stop();
      },
    },
  );
  expect([written[0], written.at(-1)]).toEqual(['\u001b[?25l', '\n\u001b[?25h']);
  const frames = written.slice(1, -1);
  expect(frames.length).toBeGreaterThan(needed);
  for (const [index, frame] of frames.entries()) {
    const lines = frame.split('\n');
    const caption = lines.pop()!;
    const up = `\u001b[${lines.length}A\r`;
    if (index > 0) expect(frame.startsWith(up)).toBe(true);
    const drawn = index > 0 ? lines.join('\n').slice(up.length) : lines.join('\n');
    expect(scan(drawn)).toBe(part(index + 1).toUpperCase());
    expect(caption).toContain(`part ${(index % needed) + 1} of ${needed}`);
    expect(caption.length).toBeLessThanOrEqual(80);
  }
});

test('the cursor comes back, also when a frame fails', async () => {
  const written: string[] = [];
  const frame = () => {
    throw new Error('no frame');
  };
  const never = new Promise<void>(() => undefined);
  const projector = {
    write: (text: string) => written.push(text),
    stopped: never,
    pause: async () => undefined,
  };
  await expect(showFilm({ needed: 1, frame }, projector)).rejects.toThrow('no frame');
  expect(written.at(-1)).toContain('\u001b[?25h');
});
