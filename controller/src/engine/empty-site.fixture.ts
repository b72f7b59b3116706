import { defaultSiteRules, type Site } from '@berth/domain/site';

/** A site with nothing in it. */
export const emptySite: Site = {
  ...{
    id: 'tiny',
    name: { zh: '小', en: 'Tiny' },
    time_zone: 'Asia/Shanghai',
    currency: 'CNY',
    rules: defaultSiteRules,
  },
  ...{ areas: [], levels: [], zones: [], nodes: [], aisles: [], lobbies: [], walks: [], bays: [], lanes: [] },
  ...{ borders: [], signs: [], gateways: [], devices: [], waivers: [], fire_inputs: [] },
  power: { mains_lost: null, battery_low: null },
};
