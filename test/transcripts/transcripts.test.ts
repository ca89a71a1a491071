import { readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { flows, invitationVars } from '../../flows/index';
import type { EffectParams, Known } from '../../src/engine/types';
import { words } from '../../src/words';
import { LAN, MEETING, SURVEY, Talk, titleOf } from '../flows/talk';

/** What a transcript may begin with: who she is and what there is. */
const SETTINGS: Record<string, Partial<Known>> = {
  'hội viên': { person: LAN, consents: { GIA_NHAP: true, NHAC_LICH: true } },
  'đường dẫn chi hội': { link: { unit: { id: 'CHI-3', label: 'thôn 3' } } },
  'khảo sát': { surveys: [SURVEY] },
  'cuộc họp': { meetings: [MEETING] },
  'hai cuộc họp': {
    meetings: [MEETING, { ...MEETING, id: 'M2', topic: 'văn nghệ 8/3', day: 'Chủ nhật, 29/11', place: 'nhà chị Hoa' }],
  },
};
const HOUR = 3600_000;
const files = readdirSync(__dirname).filter((name) => name.endsWith('.txt'));

test.each(files)('%s', (name) => {
  const path = join(__dirname, name);
  const written = readFileSync(path, 'utf8');
  const played = replay(written);
  if (process.env.UPDATE) writeFileSync(path, played);
  else expect(played).toBe(written);
});

/** Plays what she does in a transcript and writes the whole conversation anew. */
function replay(transcript: string): string {
  const lines = transcript.split('\n').filter((line) => /^(#|Chị|Chạm|Hình|Mời|Chờ)/.test(line));
  const settings = lines.filter((line) => line.startsWith('# có ')).map((line) => SETTINGS[line.slice(5)]);
  const talk = new Talk({ stranger: true, known: Object.assign({}, ...settings) as Partial<Known> });
  return `${lines.map((line) => [line, ...perform(talk, line)].join('\n')).join('\n')}\n`;
}

function perform(talk: Talk, line: string): string[] {
  if (line.startsWith('#')) return [];
  const [, verb = '', rest = ''] = /^(\S+)[^:]*: ?(.*)$/.exec(line) ?? [];
  const effects = talk.done.length;
  if (verb === 'Chị') talk.hear(rest);
  else if (verb === 'Chạm') talk.tap(rest);
  else if (verb === 'Hình') talk.sendsPicture();
  else if (verb === 'Chờ') talk.waits(Number.parseFloat(rest) * HOUR);
  else if (verb === 'Mời') invite(talk, rest);
  talk.andMore();
  return talk.done.slice(effects).flatMap(({ name, params }) => {
    if (name === 'say') return written(params);
    if (name === 'miss') return [];
    return [`    (${name} ${JSON.stringify(params)})`];
  });
}

/** An invitation that was sent before the conversation runs. */
function invite(talk: Talk, subject: string): void {
  const flow = subject === SURVEY.id ? 'survey' : 'meeting';
  talk.invited(flow, subject);
  const about = talk.known.meetings.find(({ id }) => id === subject) ?? MEETING;
  const vars =
    flow === 'survey' ? { title: SURVEY.title, intro: SURVEY.intro, total: SURVEY.questions.length } : invitationVars(about);
  const verbs =
    flow === 'survey'
      ? { yes: 'survey.start', no: 'survey.later' }
      : { yes: 'meeting.going', no: 'meeting.busy', maybe: 'meeting.unsure' };
  const buttons = Object.entries(verbs).map(([verb, label]) => ({ payload: `#${flow}:${subject}:${verb}`, label }));
  talk.sent({ key: flows[flow] ? `${flow}.invite` : '', vars, buttons });
}

function written({ key, vars, buttons = [], numbered }: EffectParams['say']): string[] {
  const titles = buttons.map((button, index) => {
    const number = button.number ?? index + 1;
    return numbered === false && button.number === undefined ? `[${titleOf(button)}]` : `[${number} ${titleOf(button)}]`;
  });
  return [`    ${words(key, vars)}`, ...(titles.length > 0 ? [`    ${titles.join(' ')}`] : [])];
}
