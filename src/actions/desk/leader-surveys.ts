import type { LeaderAnswers } from '../../engine/leader-types';
import type { SurveyQuestion } from '../../engine/types';
import { readCount } from '../../models/counts';
import { openFor } from '../../models/surveys';
import { settingOf, tree } from '../../models/units';
import { localDay } from '../../programme/periods';
import { hideSmall } from '../../programme/small-cells';
import { words } from '../../words';
import { officeFor } from '../access';
import type { ActionDeps } from '../deps';
import type { FromChat } from '../officers/bind-leader';
import { leaderIn, noteLook } from './leader-meetings';

/** Surveys told of at once. */
const MOST = 3;

/** How the open surveys stand in the unit of a chat's leader and below; what could tell of one woman is hidden. */
export async function readSurveys(from: FromChat, deps: ActionDeps): Promise<LeaderAnswers['surveysRead']> {
  const actor = await leaderIn(from, deps);
  if (!actor || !(await officeFor(actor, 'counts:see', actor.unit))) return { surveys: [] };
  const { lineage, subtree } = await tree();
  const units = [...lineage(actor.unit), ...subtree(actor.unit)].map(({ _id }) => _id);
  const open = (await openFor([...new Set(units)], deps.now())).slice(0, MOST);
  await noteLook(from, actor, { action: 'counts:see', unit: actor.unit }, deps);
  const least = await settingOf(actor.unit, 'smallCell', localDay(deps.now(), deps.timeZone));
  const surveys = await Promise.all(
    open.map(async ({ _id, title, questions }) => {
      const n = (await readCount(actor.unit, `survey:${_id}`))?.n ?? {};
      const lines = questions.flatMap((question) => linesOf(question, n, least)).join('\n');
      return { title, n: n.responses ?? 0, lines };
    }),
  );
  return { surveys };
}

function linesOf({ id, kind, text, options }: SurveyQuestion, n: Readonly<Record<string, number>>, least: number): string[] {
  if (kind === 'text') return [];
  const answers =
    kind === 'yesNo'
      ? [[words('common.yes'), 'yes'] as const, [words('common.no'), 'no'] as const]
      : options.map((each, at) => [each, `o${at + 1}`] as const);
  const cells = new Map(answers.map(([label, metric]) => [label, n[`${id}:${metric}`] ?? 0]));
  const total = [...cells.values()].reduce((sum, each) => sum + each, 0);
  return [text, ...[...hideSmall(total, cells, least).cells].map(([label, each]) => `- ${label}: ${each ?? '…'}`)];
}
