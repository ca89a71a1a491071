export type SurveyKind = 'single' | 'multiple' | 'scale' | 'yesNo' | 'number' | 'text';

/** From an answer (place of the option from 0, or yes and no) to a later question's id; without one, to the end. */
export interface Jump {
  answer: number | boolean;
  to?: string;
}

export interface QuestionText {
  id: string;
  kind: SurveyKind;
  text: string;
  options: string[];
  jumps: Jump[];
}

/** What stands above the questions. */
export type SurveyHead = 'title' | 'code' | 'intro' | 'unit' | 'unitCode' | 'opens' | 'closes';

/** A survey as it was written: the lines of its head as they stand, and its questions, checked. */
export interface SurveyText {
  head: Partial<Record<SurveyHead, { row: number; text: string }>>;
  questions: QuestionText[];
}

/** A question with the line on which each of its parts stands. */
export interface QuestionLines extends QuestionText {
  row: number;
  /** The number written before it. */
  number: string;
  optionRows: number[];
  /** Jumps as they were written: `hết`, or the number of a question. */
  written: { row: number; answer: number | boolean; to: string }[];
  /** Points of a scale. */
  points?: number;
}
