import type { Training } from '../../models/officers';
import { type Post, rankOf } from '../../models/posts';
import type { Tree } from '../../models/units';
import { type CellRead, readName, readPhone, readText, readYesNo, textOf } from '../../tables/cells';
import type { OfficerColumn } from '../../tables/columns';
import { readBirthYear, readDay } from '../../tables/days';
import { headingKey } from '../../tables/headings';
import type { Problem } from '../../tables/report';
import type { Table } from '../../tables/rows';
import { checkRow } from './import-checks';
import { type PlaceCells, placeFinder } from './import-places';

/** An officer as a list tells of her; what it does not say is absent and stays as it is. Days are local, YYYY-MM-DD. */
export interface OfficerDraft {
  row: number;
  name: string;
  birthYear?: number;
  phone?: string;
  number?: string;
  unit: string;
  post: Post;
  from: string;
  to?: string;
  smartphone?: boolean;
  training?: Training;
}

/** Posts by the words of lists, without accents. */
const POSTS: Readonly<Record<string, Post>> = {
  'chu tich': 'communeChair',
  'chu tich hoi': 'communeChair',
  'chu tich hoi lhpn': 'communeChair',
  'chu tich hoi lhpn xa': 'communeChair',
  'pho chu tich': 'communeDeputy',
  'pho chu tich hoi': 'communeDeputy',
  'pho chu tich hoi lhpn': 'communeDeputy',
  'uy vien': 'committeeMember',
  'uy vien bch': 'committeeMember',
  'uy vien ban chap hanh': 'committeeMember',
  'uv bch': 'committeeMember',
  'chi hoi truong': 'branchLead',
  'chi hoi truong phu nu': 'branchLead',
  'chi hoi pho': 'branchDeputy',
  'pho chi hoi': 'branchDeputy',
  'pho chi hoi truong': 'branchDeputy',
  'to truong': 'groupLead',
  'to truong phu nu': 'groupLead',
  'to pho': 'groupDeputy',
  'can bo tinh': 'provinceOfficer',
  'can bo hoi lhpn tinh': 'provinceOfficer',
};
const POST_NAMES = 'chủ tịch, phó chủ tịch, ủy viên BCH, chi hội trưởng, chi hội phó, tổ trưởng, tổ phó, cán bộ tỉnh';
/** Topics of trainings by the words of lists. */
const TOPICS: Readonly<Record<string, string>> = {
  cntt: 'it',
  'tin hoc': 'it',
  'cong nghe thong tin': 'it',
  'chuyen doi so': 'it',
  'nghiep vu': 'work',
  'cong tac hoi': 'work',
  'nghiep vu cong tac hoi': 'work',
};

/** Reads the rows of a list of officers; what is wrong with them goes into `problems`. */
export function officerDrafts(
  { rows, headings }: Table<OfficerColumn>,
  { tree, within, today }: { tree: Tree; within?: string; today: string },
  problems: Problem[],
): OfficerDraft[] {
  const find = placeFinder(tree, within);
  return rows.flatMap(({ row, cells, section }) => {
    const check = checkRow({ row, cells }, headings, problems);
    const family = check.may('family', (cell): CellRead<string> => ({ value: textOf(cell) }));
    const name = check.need('name', (cell) => readName(family === undefined ? cell : `${family} ${textOf(cell)}`));
    const birthYear = check.may('birth', (cell) => readBirthYear(cell, today));
    const phone = check.may('phone', readPhone);
    const number = check.may('number', readText);
    const post = check.need('post', readPost);
    const from = check.may('since', (cell) => readDay(cell, today))?.day ?? today;
    const to = check.may('until', (cell) => readDay(cell, today))?.day;
    if (to !== undefined && to < from) check.fault('until', 'untilBefore');
    const smartphone = check.may('smartphone', readYesNo);
    const topic = check.may('trained', readTopic);
    const on = topic === undefined ? undefined : check.need('trainedDay', (cell) => readDay(cell, today))?.day;
    if (on !== undefined && on > today) check.fault('trainedDay', 'dayFuture');
    const branch = cells.unitCode === undefined ? (cells.branch === undefined ? section : textOf(cells.branch)) : undefined;
    const asked = { unitCode: cells.unitCode, commune: cells.commune, branch, group: cells.group };
    const told = Object.entries(asked).flatMap(([key, cell]) => (cell === undefined ? [] : [[key, textOf(cell)]]));
    const place = find(Object.fromEntries(told) as PlaceCells);
    if ('why' in place) check.fault(place.column, place.why, place.hint);
    else if (post && !rankOf(post).level.includes(place.unit.level)) check.fault('post', 'postLevel');
    if (!check.clean() || name === undefined || post === undefined || 'why' in place) return [];
    return [
      {
        ...{ row, name, unit: place.unit._id, post, from },
        ...(birthYear === undefined ? {} : { birthYear }),
        ...(phone === undefined ? {} : { phone }),
        ...(number !== undefined && /^[1-9]\d{7}$/.test(number) ? { number } : {}),
        ...(to === undefined ? {} : { to }),
        ...(smartphone === undefined ? {} : { smartphone }),
        ...(topic === undefined || on === undefined ? {} : { training: { topic, on } }),
      },
    ];
  });
}

function readPost(cell: string | number): CellRead<Post> {
  const post = POSTS[headingKey(textOf(cell))];
  return post ? { value: post } : { why: 'unknownPost', hint: POST_NAMES };
}

function readTopic(cell: string | number): CellRead<string> {
  const topic = TOPICS[headingKey(textOf(cell))];
  return topic ? { value: topic } : { why: 'unknownTopic' };
}
