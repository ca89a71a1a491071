import type { Conversation, StoredEffect } from '../models/conversations';

/** One effect on its way to being carried out. */
export interface Carrying {
  conversation: Conversation;
  /** Unit of the person, or of the whole province for a stranger. */
  unit: string;
  effect: StoredEffect;
  flow: string;
}
