import { DAY, PROGRAMME_START } from '../clock.ts';
import type { State } from '../state.ts';

interface CatalogueSku {
  sku_id: string;
  seller_sku: string;
  sku_name: string;
}
export interface CatalogueProduct {
  product_id: string;
  category_id: string;
  commission: string;
  fulfilledByPlatform: boolean;
  /** Units of the SKU that has fewest. */
  stock: number;
  skus: readonly CatalogueSku[];
}

interface Blueprint {
  title: string;
  leaf: readonly [string, string];
  commission: string;
  platform?: boolean;
  /** seller SKU, name, price in cents, stock */
  skus: readonly (readonly [string, string, number, number])[];
}

const CATEGORIES: readonly { id: string; name: string; products: readonly Blueprint[] }[] = [
  {
    id: '601450',
    name: 'Beauty & Personal Care',
    products: [
      {
        title: 'Northbeam Vitamin C Serum',
        leaf: ['849160', 'Skincare'],
        commission: '0.15',
        skus: [
          ['NB-SERUM-30', '30 ml', 2490, 420],
          ['NB-SERUM-50', '50 ml', 3490, 160],
        ],
      },
      {
        title: 'Northbeam Overnight Lip Mask',
        leaf: ['849160', 'Skincare'],
        commission: '0.18',
        skus: [['NB-LIPMASK', 'Berry', 1450, 610]],
      },
      {
        title: 'Northbeam Scalp Massager',
        leaf: ['849288', 'Hair Care Tools'],
        commission: '0.2',
        skus: [['NB-SCALP', 'Sage', 1290, 0]],
      },
      {
        title: 'Northbeam Mineral Sunscreen SPF 40',
        leaf: ['849160', 'Skincare'],
        commission: '0.12',
        skus: [['NB-SPF40', '60 ml', 2200, 350]],
      },
    ],
  },
  {
    id: '600024',
    name: 'Kitchenware',
    products: [
      {
        title: 'Northbeam Travel Mug',
        leaf: ['810120', 'Drinkware'],
        commission: '0.1',
        skus: [
          ['NB-MUG-BLUE', 'Blue', 2695, 240],
          ['NB-MUG-SAND', 'Sand', 2695, 190],
        ],
      },
      {
        title: 'Northbeam Garlic Press',
        leaf: ['810184', 'Kitchen Utensils'],
        commission: '0.14',
        skus: [['NB-GARLIC', 'Steel', 1899, 330]],
      },
      {
        title: 'Northbeam Silicone Baking Mats (Set of 2)',
        leaf: ['810200', 'Bakeware'],
        commission: '0.12',
        skus: [['NB-BAKEMAT', 'Set of 2', 1650, 280]],
      },
    ],
  },
  {
    id: '603014',
    name: 'Sports & Outdoor',
    products: [
      {
        title: 'Northbeam Resistance Band Kit',
        leaf: ['834312', 'Fitness Accessories'],
        commission: '0.16',
        skus: [
          ['NB-BANDS-L', 'Light', 1999, 300],
          ['NB-BANDS-H', 'Heavy', 2199, 260],
        ],
      },
      {
        title: 'Northbeam Insulated Water Bottle',
        leaf: ['834400', 'Hydration'],
        commission: '0.13',
        skus: [['NB-BOTTLE', '1 litre', 2890, 3]],
      },
      {
        title: 'Northbeam Cork Yoga Block',
        leaf: ['834312', 'Fitness Accessories'],
        commission: '0.15',
        skus: [['NB-YOGABLOCK', 'Pair', 2350, 210]],
      },
      {
        title: 'Northbeam Running Belt',
        leaf: ['834312', 'Fitness Accessories'],
        commission: '0.17',
        platform: true,
        skus: [['NB-RUNBELT', 'One size', 1750, 500]],
      },
    ],
  },
  {
    id: '602118',
    name: 'Pet Supplies',
    products: [
      {
        title: 'Northbeam Slow Feeder Bowl',
        leaf: ['858120', 'Dog Bowls & Feeders'],
        commission: '0.15',
        skus: [['NB-SLOWBOWL', 'Medium', 1590, 270]],
      },
      {
        title: 'Northbeam Cat Tunnel',
        leaf: ['858244', 'Cat Toys'],
        commission: '0.18',
        skus: [['NB-CATTUNNEL', 'Grey', 2150, 230]],
      },
      {
        title: 'Northbeam Grooming Glove',
        leaf: ['858300', 'Pet Grooming'],
        commission: '0.2',
        skus: [
          ['NB-GROOM-L', 'Left', 1190, 310],
          ['NB-GROOM-R', 'Right', 1190, 305],
        ],
      },
    ],
  },
];

const SAMPLE_QUOTA = 400;
/** Up to this many units a product counts as low; samples of it are a decision of their own. */
export const LOW_STOCK = 10;
const FIRST_WMS_PRODUCT = 20_012_000;

/** Writes products and SKUs on both sides: the shop's listing and the warehouse's shelf. */
export function writeCatalogue(state: State): CatalogueProduct[] {
  const products: CatalogueProduct[] = [];
  for (const category of CATEGORIES) {
    for (const blueprint of category.products) products.push(writeProduct(state, category, blueprint));
  }
  return products;
}

function writeProduct(
  state: State,
  category: { id: string; name: string },
  blueprint: Blueprint,
): CatalogueProduct {
  const productId = state.nextId('product');
  state.insert('products', {
    product_id: productId,
    title: blueprint.title,
    category_id: category.id,
    category_name: category.name,
    leaf_id: blueprint.leaf[0],
    leaf_name: blueprint.leaf[1],
    status: 'ACTIVATE',
    commission: blueprint.commission,
    sample_quota: SAMPLE_QUOTA,
    fulfilled_by_platform: blueprint.platform === true ? 1 : 0,
    created_ms: PROGRAMME_START - 320 * DAY,
    updated_ms: PROGRAMME_START - 12 * DAY,
  });
  const skus = blueprint.skus.map(([sellerSku, name, price, stock]) => {
    const skuId = state.nextId('sku');
    state.insert('skus', {
      sku_id: skuId,
      product_id: productId,
      sku_name: name,
      seller_sku: sellerSku,
      price_minor: price,
      available: stock,
      committed: 0,
    });
    if (blueprint.platform !== true) shelve(state, sellerSku, `${blueprint.title} ${name}`, stock);
    return { sku_id: skuId, seller_sku: sellerSku, sku_name: name };
  });
  return {
    product_id: productId,
    category_id: category.id,
    commission: blueprint.commission,
    fulfilledByPlatform: blueprint.platform === true,
    stock: Math.min(...blueprint.skus.map((sku) => sku[3])),
    skus,
  };
}

function shelve(state: State, sku: string, name: string, onHand: number): void {
  const number = FIRST_WMS_PRODUCT + Number(state.metaOrNull('count_sku'));
  state.insert('wms_products', {
    inventory_id: number + 86_000,
    product_id: number,
    sku,
    name,
    on_hand: onHand,
    committed: 0,
    ghost: 0,
  });
}
