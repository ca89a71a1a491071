import type { BroadcastDeps } from '../src/actions/broadcasts/broadcast-deps';
import { takeFiles } from '../src/actions/desk/chat-files';
import * as attachments from '../src/actions/desk/leader-attachments';
import * as calls from '../src/actions/desk/leader-calls';
import { findClubs } from '../src/actions/desk/leader-clubs';
import * as convene from '../src/actions/desk/leader-convene';
import { showDoor } from '../src/actions/desk/leader-door';
import { readMinutes } from '../src/actions/desk/leader-files';
import * as meetings from '../src/actions/desk/leader-meetings';
import * as messages from '../src/actions/desk/leader-messages';
import { readRatings } from '../src/actions/desk/leader-ratings';
import * as roll from '../src/actions/desk/leader-roll';
import { readSurveys } from '../src/actions/desk/leader-surveys';
import { giveSignIn, type SignInDeps } from '../src/actions/desk/sign-in';
import type { LeaderDesk } from '../src/engine/leader-effects';

/** What leaders do in chat, by the effects that ask for it. */
export function createLeaderDesk(deps: BroadcastDeps & SignInDeps): LeaderDesk {
  return {
    previewMeeting: (plan, from) => convene.previewMeeting(plan, from, deps),
    conveneMeeting: (plan, from) => convene.conveneMeeting(plan, from, deps),
    takeFiles: (params, from) => takeFiles(params, from, deps),
    listAttachable: (params, from) => attachments.listAttachable(params, from, deps),
    attachFiles: (params, from) => attachments.attachFiles(params, from, deps),
    detachFiles: (params, from) => attachments.detachFiles(params, from, deps),
    readComing: (params, from) => meetings.readComing(params, from, deps),
    nameComing: (params, from) => meetings.nameComing(params, from, deps),
    listCalls: (params, from) => calls.listCalls(params, from, deps),
    showMember: (params, from) => calls.showMember(params, from, deps),
    noteAnswer: (params, from) => calls.noteAnswer(params, from, deps),
    openRoll: (params, from) => roll.openRoll(params, from, deps),
    showDoor: (_, from) => showDoor(from, deps),
    readMinutes: (_, from) => readMinutes(from, deps),
    closeRoll: (params, from) => roll.closeRoll(params, from, deps),
    sendSummary: (params, from) => roll.sendSummary(params, from, deps),
    findClubs: (params, from) => findClubs(params, from, deps),
    planMessage: (params, from) => messages.planMessage(params, from, deps),
    moveMessage: (params, from) => messages.moveMessage(params, from, deps),
    listApprovals: (params, from) => messages.listApprovals(params, from, deps),
    readSurveys: (_, from) => readSurveys(from, deps),
    readRatings: (_, from) => readRatings(from, deps),
    giveSignIn: (_, from) => giveSignIn(from, deps),
  };
}
