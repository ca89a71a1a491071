import { branchRequestCarrier } from './applications/branch-requests';
import { applicationCarrier } from './applications/carry';
import { pairCarrier } from './applications/pairs';
import { newsCarrier } from './applications/unheard-news';
import { broadcastCarrier } from './broadcasts/broadcasts';
import type { Carrier } from './carrier';
import { clubCarrier } from './clubs/carry-club';
import { meetingCarrier } from './meetings/carry-meeting';
import { seriesCarrier } from './meetings/meeting-series';
import { officerCarrier } from './officers/officers';
import { enrolmentCarrier } from './people/carry-enrolment';
import { personCarrier } from './people/carry-person';
import { honoraryCarrier } from './people/honorary';
import { householdCarrier } from './people/households';
import { mergeCarrier } from './people/merge';
import { requestCarrier } from './people/requests';
import { treeCarrier } from './units/carry-tree';

/** Every kind of aggregate: the sweep wakes them, `npm run dead` puts their effects back. A new kind is added here. */
export const CARRIERS: readonly Carrier[] = [
  applicationCarrier,
  newsCarrier,
  personCarrier,
  enrolmentCarrier,
  householdCarrier,
  honoraryCarrier,
  pairCarrier,
  clubCarrier,
  branchRequestCarrier,
  officerCarrier,
  treeCarrier,
  meetingCarrier,
  broadcastCarrier,
  seriesCarrier,
  requestCarrier,
  mergeCarrier,
];

/** The carrier of a kind; throws for an unknown one. */
export function carrierFor(kind: string): Carrier {
  const found = CARRIERS.find((each) => each.kind === kind);
  if (!found) throw new Error(`there is no aggregate of kind ${kind}: add its carrier to src/actions/carriers.ts`);
  return found;
}
