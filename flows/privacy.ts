import { fresh, no, setupFlow, yes } from './kit';
import { newsState } from './news';

const view = setupFlow('viewData');
const erase = setupFlow('deleteData');

const shown = view.enqueueActions(({ event, enqueue }) => enqueue({ type: 'say', params: newsState(event.known) }));

/** "Dữ liệu của tôi": files the request; the answer comes from the people who keep the data. */
export const viewData = {
  name: 'viewData',
  version: 1,
  machine: view.createMachine({
    id: 'viewData',
    context: fresh,
    initial: 'idle',
    states: {
      idle: { on: { '*': { target: 'filed', actions: [{ type: 'fileRequest', params: { kind: 'view' } }, shown] } } },
      filed: view.end('privacy.view', ({ event }) => ({ unit: event.known.unit.name, phone: event.known.unit.phone })),
    },
  }),
};

/** "Xóa dữ liệu": asked once more, then filed. */
export const deleteData = {
  name: 'deleteData',
  version: 1,
  machine: erase.createMachine({
    id: 'deleteData',
    context: fresh,
    initial: 'idle',
    states: {
      idle: erase.idle('confirm'),
      confirm: erase.question({
        step: 'confirm',
        say: 'privacy.deleteConfirm',
        expecting: 'yesNo',
        options: [yes('privacy.deleteYes'), no('privacy.deleteNo')],
        lapse: 'kept',
        nudge: false,
        on: { yes: { target: 'filed', actions: { type: 'fileRequest', params: { kind: 'delete' } } }, no: 'kept' },
      }),
      filed: erase.end('privacy.deleteFiled'),
      kept: erase.end('privacy.deleteKept'),
    },
  }),
};
