module.exports = {title: 'Wallet', i18n: {defaultLocale: 'en', locales: ['en', 'zh-CN']}};
