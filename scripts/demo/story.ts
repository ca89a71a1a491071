import { randomUUID } from 'node:crypto';
import { recognise } from '../../src/actions/applications/recognise';
import { verify } from '../../src/actions/applications/verify';
import { callMeeting } from '../../src/actions/meetings/meetings';
import { Applications } from '../../src/models/applications';
import { broadcastStore } from '../../src/models/broadcasts';
import { MeetingAnswers } from '../../src/models/meeting-answers';
import { Sends } from '../../src/models/sends';
import { SurveyEnds } from '../../src/models/surveys';
import type { compose } from '../../workers/compose';
import type { DemoProvince } from '../demo-province';
import { type Actor, until } from './people';

/** What the demo has to play with. */
export interface Cast {
  province: DemoProvince;
  /** The 120 members in the order of `province.members`. */
  members: Actor[];
  /** Women who are not members. */
  women: Actor[];
  actions: ReturnType<typeof compose>['actions'];
  say(line: string): void;
}

const OPERATOR = { kind: 'operator', name: 'demo' } as const;

/** Six members of two branches answer the survey, as each likes: numbers, words, skipping. */
export async function answerSurvey({ members, say }: Cast): Promise<void> {
  const ways = [
    ['3', '1 và 5', '2', 'có', '1', 'Mong Hội mở lớp may'],
    ['khao sat', 'nau an', 'xong', 'sach ngo', 'co a', 'chu nhat', 'bo qua'],
    ['Khảo sát', '5', 'Xong', '2', 'không', '5', 'Bỏ qua'],
  ];
  await Promise.all(
    [0, 1, 2, 20, 21, 22].map(async (n, i) => {
      const member = members[n];
      for (const text of ways[i % ways.length] ?? []) await member?.talks(text);
    }),
  );
  const ended = await SurveyEnds.countDocuments({ conversation: { $in: members.map((member) => member.id) } });
  say(`  ${ended} members answered the survey`);
}

/** Women join through the codes of members; one without, one through a link on Messenger. */
export async function joinUp({ women, members, province, say }: Cast, between: () => Promise<void>): Promise<string[]> {
  const names = [
    'Nguyễn Thị Sáu',
    'Trần Thị Bảy',
    'Lê Thị Tám',
    'Phạm Thị Chín',
    'Hoàng Thị Mười',
    'Vũ Thị Một',
    'Đỗ Thị Hai',
    'Bùi Thị Ba',
  ];
  const places = [
    ['an binh', 'thon dong'],
    ['xã Bình Trung', 'thôn Đoài'],
    ['phường Hòa Mai', 'khu phố 1'],
    ['hoa mai', 'khu pho cho'],
  ];
  let half: Promise<void> | undefined;
  await Promise.all(
    women.map(async (woman, n) => {
      const [commune = '', branch = ''] = places[n % places.length] ?? [];
      const code = n === 7 ? 'không có' : (province.members[n * 13]?.code ?? '');
      const phone = `0912 345 ${String(n).padStart(3, '0')}`;
      const answers = [
        'tôi muốn vào hội',
        'đồng ý',
        names[n] ?? '',
        String(1975 + n),
        'đúng',
        commune,
        branch,
        phone,
        n % 2 === 0 ? 'bỏ qua' : '1',
        'chưa',
        code,
        '1',
        'Không cần',
      ];
      for (const [step, text] of answers.entries()) {
        if (n === 0 && step === 6) half = between();
        await woman.talks(text);
        // The platform delivers twice what it thinks was not answered.
        if (step === 3) await woman.again();
      }
    }),
  );
  await half;
  const files: string[] = [];
  for (const woman of women) {
    const filed = await Applications.findOne({ conversation: woman.id }).lean();
    if (filed) files.push(filed.file);
  }
  say(
    `  ${files.length} of ${women.length} women have a file number; members who gave their code: ${Math.min(members.length, 7)}`,
  );
  return files;
}

/** Branches verify all, communes recognise all but one; the same order twice changes nothing. */
export async function decide({ actions, say }: Cast, files: readonly string[]): Promise<void> {
  for (const file of files) await verify(file, { id: `demo-verify-${file}`, actor: OPERATOR }, actions);
  for (const file of files.slice(1)) {
    const order = { id: `demo-recognise-${file}`, actor: OPERATOR };
    await recognise(file, order, actions);
    await recognise(file, order, actions);
  }
  say(`  ${files.length} verified, ${files.length - 1} recognised`);
}

/** A branch leader calls a meeting; her members get one invitation each, most answer, one changes her mind. */
export async function meet(cast: Cast): Promise<string> {
  const { members, province, say, actions } = cast;
  const id = randomUUID();
  const unit = province.branches[0] ?? '';
  const startsAt = Date.now() + 26 * 3600_000;
  const call = { unit, topic: 'bàn việc cuối năm', place: 'nhà văn hóa thôn', startsAt };
  await callMeeting({ id, actor: OPERATOR }, call, actions);
  const invited = members.slice(0, 20);
  await until('the invitations are out', async () => (await broadcastStore.load(`${id}.invite`))?.state === 'done');
  const answers = [
    '1',
    'di nha em',
    'dự',
    'em đi',
    'tôi bận',
    'ban roi e',
    '2',
    'chưa biết',
    'de coi da',
    '3',
    'có mặt',
    'sẽ đi',
  ];
  // The fourth says it twice, and her platform puts both into one webhook.
  await Promise.all(answers.map((text, n) => (n === 3 ? invited[n]?.talksAtOnce(text, text) : invited[n]?.talks(text))));
  await invited[0]?.talks('bận rồi em ơi');
  await until('the answers are in', async () => (await MeetingAnswers.countDocuments({ meeting: id })) === answers.length);
  say(
    `  ${await Sends.countDocuments({ broadcast: `${id}.invite`, state: 'sent' })} invitations, ${answers.length} answers, one changed her mind`,
  );
  return id;
}
