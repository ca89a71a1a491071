import { bareOf, fold } from '../language/normalise';
import { type CellRead, textOf } from './cells';
import type { Cell } from './rows';

/** What came of a call, as a list of calls tells it. */
type Outcome = 'going' | 'busy' | 'told' | 'missed';

const OUTCOMES: Readonly<Record<string, Outcome>> = {
  ...{ du: 'going', 'co du': 'going', 'se du': 'going', co: 'going', di: 'going' },
  ...{ ban: 'busy', 'khong du': 'busy', 'khong di': 'busy', vang: 'busy' },
  ...{ 'da bao': 'told', 'da goi': 'told', 'da bao tin': 'told', 'da thong bao': 'told' },
  ...{ 'khong gap': 'missed', 'khong nghe may': 'missed', 'khong lien lac duoc': 'missed', 'sai so': 'missed' },
};

/** What came of a call: dự, bận, đã báo, không gặp. */
export function readOutcome(cell: Cell): CellRead<Outcome> {
  const said = bareOf(fold(textOf(cell)));
  const outcome = Object.hasOwn(OUTCOMES, said) ? OUTCOMES[said] : undefined;
  return outcome ? { value: outcome } : { why: 'callOutcome' };
}
