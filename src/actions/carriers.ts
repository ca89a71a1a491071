import { branchRequestCarrier } from './branch-requests';
import { broadcastCarrier } from './broadcasts';
import type { Carrier } from './carrier';
import { applicationCarrier } from './carry';
import { enrolmentCarrier } from './carry-enrolment';
import { meetingCarrier } from './carry-meeting';
import { personCarrier } from './carry-person';
import { treeCarrier } from './carry-tree';
import { honoraryCarrier } from './honorary';
import { householdCarrier } from './households';
import { seriesCarrier } from './meeting-series';
import { officerCarrier } from './officers';
import { pairCarrier } from './pairs';
import { requestCarrier } from './requests';

/** Every kind of aggregate: the sweep wakes them, `npm run dead` puts their effects back. A new kind is added here. */
export const CARRIERS: readonly Carrier[] = [
  applicationCarrier,
  personCarrier,
  enrolmentCarrier,
  householdCarrier,
  honoraryCarrier,
  pairCarrier,
  branchRequestCarrier,
  officerCarrier,
  treeCarrier,
  meetingCarrier,
  broadcastCarrier,
  seriesCarrier,
  requestCarrier,
];

/** The carrier of a kind; throws for an unknown one. */
export function carrierFor(kind: string): Carrier {
  const found = CARRIERS.find((each) => each.kind === kind);
  if (!found) throw new Error(`there is no aggregate of kind ${kind}: add its carrier to src/actions/carriers.ts`);
  return found;
}
