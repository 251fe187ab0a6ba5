import DefaultTheme from 'vitepress/theme';
import LanguageTabs from './LanguageTabs.vue';
import './style.css';

export default {
  extends: DefaultTheme,
  enhanceApp: ({ app }) => app.component('LanguageTabs', LanguageTabs),
};
