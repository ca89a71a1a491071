import { DateTime } from 'luxon';
import { changeSurveyDays, newestSurvey, publish, type Survey } from '../../models/surveys';
import { freshTree, type Tree } from '../../models/units';
import { localDay } from '../../programme/periods';
import { readDay } from '../../tables/days';
import { placeKey } from '../../tables/places';
import type { ImportReport, Problem } from '../../tables/report';
import type { SurveyHead, SurveyText } from '../../tables/survey-lines';
import { can } from '../access';
import type { ActionDeps } from '../deps';
import type { ImportOrder } from './import-checks';
import { refused } from './import-checks';
import { placeFinder } from './import-places';
import { applyPlan } from './import-run';

type Deps = Pick<ActionDeps, 'now' | 'timeZone'>;

/**
 * Publishes a survey that was read from its text. The same one again changes nothing; other days move the published one; other
 * words or questions are a new version, and whoever is answering stays on hers.
 */
export async function importSurvey({ head, questions }: SurveyText, order: ImportOrder, deps: Deps): Promise<ImportReport> {
  const problems: Problem[] = [];
  const fault = (part: SurveyHead, reason: string, hint?: string) => {
    const line = head[part];
    problems.push({ row: line?.row ?? 0, reason, ...(line ? { value: line.text } : {}), ...(hint ? { hint } : {}) });
  };
  const tree = await freshTree();
  const unit = await unitOf(head, tree, order, fault);
  const opens = dayOf(head, 'opens', deps, fault);
  const closes = dayOf(head, 'closes', deps, fault);
  if (opens && closes && closes < opens) fault('closes', 'surveyDayOrder');
  const [code = '', title = '', intro = ''] = [head.code?.text, head.title?.text, head.intro?.text];
  const was = await newestSurvey(code);
  if (was && unit && was.unit !== unit) fault('code', 'surveyCodeInUse', tree.units.get(was.unit)?.place ?? was.unit);
  if (problems.length > 0 || !unit || !opens || !closes) return refused(problems);
  const at = (day: string) => DateTime.fromISO(day, { zone: deps.timeZone }).startOf('day');
  const days = { opensAt: at(opens).toMillis(), closesAt: at(closes).plus({ days: 1 }).toMillis() };
  const asked = { title, intro, questions };
  const same = was !== null && wordsOf(was) === wordsOf(asked);
  const unchanged = same && was.opensAt === days.opensAt && was.closesAt === days.closesAt;
  if (!unchanged && days.closesAt <= deps.now()) fault('closes', 'surveyOver');
  const version = (was?.version ?? 0) + 1;
  const survey = same ? { ...was, ...days } : { _id: `${code}.${version}`, code, version, unit, ...asked, ...days };
  const [add, change] = [same ? [] : [survey], same && !unchanged ? [survey] : []];
  return applyPlan('survey', { add, change, unchanged: unchanged ? 1 : 0, problems }, order, (found) => put(found, same), deps);
}

async function put([survey]: readonly Survey[], same: boolean): Promise<void> {
  if (!survey) return;
  const { _id, opensAt, closesAt } = survey;
  if (same) return changeSurveyDays(_id, { opensAt, closesAt });
  if (!(await publish(survey))) throw new Error(`survey ${_id} was published by somebody else meanwhile: import it again`);
}

/** What makes a version. */
function wordsOf({ title, intro, questions }: Pick<Survey, 'title' | 'intro' | 'questions'>): string {
  return JSON.stringify([
    title,
    intro,
    questions.map(({ id, kind, text, options, jumps = [] }) => [id, kind, text, options, jumps]),
  ]);
}

async function unitOf(
  { unit, unitCode }: SurveyText['head'],
  tree: Tree,
  { actor }: ImportOrder,
  fault: (part: SurveyHead, reason: string, hint?: string) => void,
): Promise<string | undefined> {
  const part = unitCode ? 'unitCode' : 'unit';
  const name = unit?.text ?? '';
  const province = tree.provinces.find(({ place }) => placeKey(place) === placeKey(name));
  const find = placeFinder(tree, actor.kind === 'leader' ? actor.unit : undefined);
  const commune = unitCode ? find({ unitCode: unitCode.text }) : province ? { unit: province } : find({ commune: name });
  const found = 'why' in commune && !unitCode ? find({ branch: name }) : commune;
  const place = 'unit' in found ? found : commune;
  if ('why' in place) return void fault(part, place.why, place.hint);
  return (await can(actor, 'surveys:publish', place.unit._id)) ? place.unit._id : void fault(part, 'notYours');
}

/** A whole day with its year in four digits: two would be read as a year that has passed. */
function dayOf(
  head: SurveyText['head'],
  part: 'opens' | 'closes',
  { now, timeZone }: Deps,
  fault: (part: SurveyHead, reason: string) => void,
): string | undefined {
  const text = head[part]?.text ?? '';
  const read = readDay(text, localDay(now(), timeZone));
  if ('why' in read) return void fault(part, read.why);
  return read.value.exact === 'day' && /\d{4}/.test(text) ? read.value.day : void fault(part, 'surveyDay');
}
