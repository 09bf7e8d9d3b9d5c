extension Report {
  /// The style sheet: plain, for light and dark, from a telephone's width up.
  static let style: HTML = """

    :root { --paper: #fafaf8; --card: #fff; --ink: #1c2024; --muted: #63696f; --line: #e2e2dd; --signal: #3f78a8; --clip: #b07a1e;
      --good: #1b7a49; --fair: #95600a; --bad: #b3261e; --tint: #f1f1ed; }
    @media (prefers-color-scheme: dark) {
      :root { --paper: #131619; --card: #1a1e22; --ink: #e5e7e9; --muted: #9aa2a9; --line: #2b3137; --signal: #6aa9d8; --clip: #d9a441;
        --good: #4fc08b; --fair: #e0a84a; --bad: #f08077; --tint: #20252a; } }
    * { box-sizing: border-box; }
    html { -webkit-text-size-adjust: 100%; }
    body { margin: 0; background: var(--paper); color: var(--ink); font: 16px/1.5 system-ui, -apple-system, "Segoe UI", Roboto,
      "Helvetica Neue", Arial, sans-serif; }
    main { max-width: 1080px; margin: 0 auto; padding: 40px 24px 64px; }
    header { border-top: 6px solid var(--muted); padding-top: 20px; }
    header.good { border-color: var(--good); } header.fair { border-color: var(--fair); } header.bad { border-color: var(--bad); }
    header.good h1 { color: var(--good); } header.fair h1 { color: var(--fair); } header.bad h1 { color: var(--bad); }
    h1 { font-size: clamp(1.6rem, 5vw, 2.4rem); line-height: 1.15; margin: 0 0 8px; letter-spacing: -0.02em; text-wrap: balance; }
    h2 { font-size: 1.2rem; margin: 0 0 12px; letter-spacing: -0.01em; }
    h3 { font-size: 1rem; margin: 0 0 4px; overflow-wrap: anywhere; }
    p { margin: 0 0 12px; max-width: 70ch; overflow-wrap: anywhere; }
    section { margin-top: 48px; }
    small, .note, .eyebrow { color: var(--muted); font-size: 0.85rem; }
    .eyebrow { margin-bottom: 4px; }
    .tiles { display: grid; grid-template-columns: repeat(auto-fit, minmax(150px, 1fr)); gap: 12px; margin-top: 24px; }
    .tile { background: var(--card); border: 1px solid var(--line); border-radius: 8px; padding: 12px 14px; display: grid; align-content: start; }
    .tile span { color: var(--muted); font-size: 0.85rem; }
    .tile strong { font-size: 1.5rem; line-height: 1.3; font-variant-numeric: tabular-nums; letter-spacing: -0.01em; }
    article { background: var(--card); border: 1px solid var(--line); border-radius: 8px; padding: 14px 16px; margin-bottom: 12px; }
    article.bad { border-left: 4px solid var(--bad); } article.quiet { border-left: 4px solid var(--line); }
    article p:last-child { margin-bottom: 0; }
    .badge { display: inline-block; font-size: 0.8rem; font-weight: 500; padding: 1px 8px; border-radius: 999px;
      background: var(--tint); color: var(--muted); margin-left: 4px; }
    article.bad .badge { color: var(--bad); }
    .advice::before { content: "→ "; color: var(--muted); }
    table { width: 100%; border-collapse: collapse; font-variant-numeric: tabular-nums; font-size: 0.95rem; }
    th, td { padding: 6px 8px; border-bottom: 1px solid var(--line); text-align: right; vertical-align: middle; }
    th { text-align: left; font-weight: 500; overflow-wrap: anywhere; }
    thead th, thead td { color: var(--muted); font-size: 0.85rem; font-weight: 400; vertical-align: bottom; }
    tfoot th, tfoot td { font-weight: 650; border-bottom: 0; }
    td.bar { width: 24%; } td.bar svg { display: block; } td.place { color: var(--muted); width: 2.2em; }
    i { display: inline-block; width: 12px; height: 12px; border-radius: 3px; margin-right: 8px; vertical-align: -1px;
      border: 1px solid rgb(128 128 128 / 40%); }
    i.ignored { background: repeating-linear-gradient(135deg, rgb(40, 40, 40) 0 3px, rgb(110, 110, 110) 3px 6px); } i.loss { background: rgb(200, 30, 45); } i.gain { background: rgb(15, 135, 75); }
    i.small { background: var(--muted); } table + .note { margin-top: 10px; max-width: none; } .note i { margin-left: 8px; margin-right: 4px; }
    details summary { cursor: pointer; color: var(--muted); margin-bottom: 12px; } .weak { color: var(--bad); font-weight: 500; }
    i.other { background: rgb(235, 160, 20); }
    .legend { list-style: none; display: flex; flex-wrap: wrap; gap: 4px 16px; padding: 0; margin: 0 0 12px; font-size: 0.85rem;
      color: var(--muted); }
    .frame p { color: var(--muted); font-size: 0.9rem; }
    .pictures { display: grid; grid-template-columns: repeat(5, 1fr); gap: 8px; }
    figure { margin: 0; } figure img { display: block; width: 100%; height: auto; border-radius: 4px; }
    figcaption { color: var(--muted); font-size: 0.8rem; margin-top: 2px; }
    svg text { font-size: 12px; fill: var(--ink); } svg text.muted { fill: var(--muted); } svg text.strong { font-weight: 600; }
    svg .axis { stroke: var(--line); } svg .signal { fill: var(--signal); } svg .clip { fill: var(--clip); }
    svg .flagged, svg .loss { fill: var(--bad); } svg .gain { fill: var(--good); } svg .small { fill: var(--muted); }
    .plot { display: block; overflow: hidden; font-variant-numeric: tabular-nums; }
    .facts { display: grid; grid-template-columns: 9em 1fr; gap: 8px 16px; margin: 0 0 16px; font-size: 0.95rem; }
    .facts dt { color: var(--muted); } .facts dd { margin: 0; overflow-wrap: anywhere; }
    code { font: 0.9em ui-monospace, SFMono-Regular, Menlo, Consolas, monospace; }
    @media (max-width: 700px) {
      main { padding: 20px 16px 48px; }
      section { margin-top: 36px; }
      .tiles { grid-template-columns: 1fr 1fr; gap: 8px; } .tile:last-child:nth-child(odd) { grid-column: 1 / -1; }
      .pictures { grid-template-columns: 1fr 1fr; }
      figure.first { grid-column: 1 / -1; }
      .wide { display: none; }
      th, td { padding: 6px 4px; font-size: 0.85rem; }
      td.bar { width: 16%; }
      .ranking td.bar { display: none; } .ranking th { min-width: 9.5em; }
      .facts { grid-template-columns: 1fr; gap: 0; } .facts dd { margin-bottom: 10px; }
    }
    @media print { article, tr { break-inside: avoid; } }

    """
}
