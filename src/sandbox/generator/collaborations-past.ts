/** An invitation of the past, told relative to now. */
export interface PastDeal {
  name: string;
  /** Days before now. */
  began: number;
  /** Days from now; negative when it is over. */
  ends: number;
  creators: number;
  /** Words of the titles. */
  products: readonly string[];
  /** Basis points above the open plan. */
  above: number;
  cancelled?: 'long ago' | 'now';
  type?: 'TOP_CREATOR_PROGRAM';
  sample?: 'reviewed' | 'exempt';
  adsRate?: number;
  /** Days before now on which the rate became what it is, and how many basis points it was lower until then. */
  changed?: readonly [number, number];
}

/** In every state there is: over, cancelled, being cancelled, ending soon, running, and fresh. */
export const PAST_DEALS: readonly PastDeal[] = [
  {
    name: 'Spring skincare partners',
    began: 190,
    ends: -100,
    creators: 9,
    products: ['Serum', 'Sunscreen'],
    above: 400,
  },
  {
    name: 'Kitchen reset with friends',
    began: 150,
    ends: -60,
    creators: 7,
    products: ['Travel Mug', 'Garlic Press', 'Baking Mats'],
    above: 300,
    sample: 'reviewed',
  },
  {
    name: 'Home gym June',
    began: 120,
    ends: -35,
    creators: 12,
    products: ['Resistance Band', 'Yoga Block'],
    above: 500,
    changed: [80, 200],
  },
  {
    name: 'Pet week',
    began: 100,
    ends: 20,
    creators: 6,
    products: ['Feeder Bowl', 'Cat Tunnel'],
    above: 300,
    cancelled: 'long ago',
  },
  {
    name: 'Summer top creators',
    began: 90,
    ends: -5,
    creators: 5,
    products: ['Sunscreen', 'Water Bottle'],
    above: 700,
    sample: 'exempt',
  },
  {
    name: 'Autumn serum invite',
    began: 70,
    ends: 50,
    creators: 10,
    products: ['Serum'],
    above: 500,
    changed: [30, 300],
    adsRate: 800,
  },
  {
    name: 'Baking season',
    began: 60,
    ends: 45,
    creators: 8,
    products: ['Baking Mats', 'Garlic Press'],
    above: 400,
    sample: 'reviewed',
  },
  {
    name: 'Yoga at home',
    began: 55,
    ends: 4,
    creators: 6,
    products: ['Yoga Block', 'Resistance Band'],
    above: 600,
  },
  {
    name: 'Cat people only',
    began: 50,
    ends: 6,
    creators: 5,
    products: ['Cat Tunnel'],
    above: 350,
    changed: [20, -200],
  },
  {
    name: 'Dog bowl duo',
    began: 45,
    ends: 75,
    creators: 7,
    products: ['Feeder Bowl', 'Grooming Glove'],
    above: 300,
  },
  {
    name: 'Holiday gift guide',
    began: 30,
    ends: 40,
    creators: 14,
    products: ['Travel Mug', 'Serum', 'Scalp Massager', 'Cat Tunnel'],
    above: 500,
    sample: 'reviewed',
    adsRate: 1000,
  },
  {
    name: 'Platform star programme',
    began: 28,
    ends: 60,
    creators: 3,
    products: ['Lip Mask', 'Sunscreen'],
    above: 800,
    type: 'TOP_CREATOR_PROGRAM',
  },
  {
    name: 'Lip mask launch',
    began: 20,
    ends: 25,
    creators: 9,
    products: ['Lip Mask'],
    above: 700,
    sample: 'exempt',
  },
  { name: 'Running belt test', began: 18, ends: 2, creators: 4, products: ['Running Belt'], above: 250 },
  {
    name: 'Mug mornings',
    began: 14,
    ends: 30,
    creators: 6,
    products: ['Travel Mug'],
    above: 300,
    cancelled: 'now',
  },
  {
    name: 'New faces November',
    began: 2,
    ends: 58,
    creators: 12,
    products: ['Lip Mask', 'Garlic Press', 'Grooming Glove'],
    above: 600,
  },
];
