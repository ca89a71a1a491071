/** Groups of women that the plans count (domain §1.9), where belonging to one tells nothing sensitive. */
export const GROUPS = [
  'NU_THANH_NIEN',
  'CAO_TUOI',
  'CONG_NHAN_KCN',
  'CONG_NHAN_KDC',
  'NHA_TRO',
  'LD_NHAP_CU',
  'TIEU_THUONG',
  'DOANH_NHAN',
  'TRI_THUC',
  'CBCCVC',
  'NGHI_HUU',
  'LLVT',
  'NONG_NGHIEP',
  'NHOM_TU_QUAN',
] as const;

/** Health, origin, religion (domain §1.9, marked S), and poverty, which is confidential: kept apart, see `sensitive-groups.ts`. */
export const SENSITIVE_GROUPS = ['KHUYET_TAT', 'DAN_TOC', 'TON_GIAO', 'HO_NGHEO'] as const;

// DI_LAM_XA is `away` of a person, VUNG_KHO a trait of a unit.
export type Group = (typeof GROUPS)[number];
export type SensitiveGroup = (typeof SENSITIVE_GROUPS)[number];

/** Whether a code names an ordinary group. */
export const isGroup = (code: string): code is Group => (GROUPS as readonly string[]).includes(code);
/** Whether a code names a sensitive group. */
export const isSensitiveGroup = (code: string): code is SensitiveGroup => (SENSITIVE_GROUPS as readonly string[]).includes(code);
