namespace Surety.Statements;

/// <summary>The look of a statement's page: system type, tabular figures, light and dark by the reader's setting, paper as a report. Red only for missed.</summary>
static class StatementStyle
{
    public const string Css = """
        :root{color-scheme:light dark;--ink:#1b1f24;--soft:#57606a;--line:#d8dee4;--page:#fff;--panel:#f6f8fa;--good:#1a6b34;--bad:#b3261e;--unsure:#6b4f00}
        @media (prefers-color-scheme:dark){:root{--ink:#e6edf3;--soft:#9aa4af;--line:#30363d;--page:#0d1117;--panel:#161b22;--good:#6cc784;--bad:#ff8f87;--unsure:#e3b341}}
        @media (prefers-contrast:more){:root{--soft:var(--ink);--line:var(--ink)}}
        *{box-sizing:border-box}
        body{margin:0;background:var(--page);color:var(--ink);font:1rem/1.5 system-ui,-apple-system,"Segoe UI",Roboto,"Helvetica Neue",Arial,sans-serif;font-variant-numeric:tabular-nums;overflow-wrap:anywhere}
        main{max-width:64rem;margin:0 auto;padding:2rem 1.25rem 4rem}
        article+article{margin-top:4rem;padding-top:3rem;border-top:2px solid var(--line)}
        h1{font-size:1.75rem;line-height:1.2;margin:0 0 .5rem;font-weight:650}
        h2{font-size:1.125rem;line-height:1.3;margin:2.5rem 0 .75rem;font-weight:650}
        h3{font-size:1rem;margin:1.25rem 0 .25rem;font-weight:600}
        p{margin:.25rem 0;max-width:48rem}
        .soft{color:var(--soft)}
        .small{font-size:.875rem}
        .summary{font-size:1.125rem;margin:1.25rem 0 0;padding:1rem 1.25rem;background:var(--panel);border-left:.25rem solid var(--ink);border-radius:.25rem;max-width:none}
        .short{list-style:none;margin:1rem 0 0;padding:0}
        .short li{margin:0;padding:.5rem 0 .5rem 1.5rem;text-indent:-1.5rem;border-bottom:1px solid var(--line)}
        .short .shape{text-indent:0}
        table{border-collapse:collapse;width:100%;font-size:.9375rem}
        th,td{text-align:left;vertical-align:baseline;padding:.5rem 1rem .5rem 0;overflow-wrap:break-word;border-bottom:1px solid var(--line);font-weight:400}
        thead th{color:var(--soft);font-size:.8125rem;font-weight:500;border-bottom-width:2px;white-space:nowrap}
        tbody th{font-weight:500}
        .figure{text-align:right;white-space:nowrap}
        .fixed{white-space:nowrap}
        th:last-child,td:last-child{padding-right:0}
        .strong{font-weight:650}
        .status{white-space:nowrap;font-weight:600}
        .shape{display:inline-block;width:1.25em;text-align:center;margin-right:.25em}
        .good{color:var(--good)}.bad{color:var(--bad)}.unsure{color:var(--unsure)}
        ul{margin:.25rem 0;padding-left:1.25rem}
        li{margin:.125rem 0}
        .entries{list-style:none;padding:0;margin:0}
        .entries .status{margin-right:.5rem}
        .entries>li{padding:.5rem 0;border-bottom:1px solid var(--line)}
        .cap{margin-top:.75rem;max-width:none}
        .total{font-weight:650;margin-top:.5rem;max-width:none}
        details{border:1px solid var(--line);border-radius:.375rem;margin:.5rem 0;background:var(--panel)}
        summary{cursor:pointer;padding:.625rem .875rem;min-height:1.5rem;font-weight:500}
        summary:focus-visible{outline:.1875rem solid currentColor;outline-offset:.125rem;border-radius:.375rem}
        .why{padding:0 .875rem .75rem;font-size:.875rem}
        .why ul{list-style:none;margin:0;padding-left:1rem;border-left:1px solid var(--line)}
        .why>ul{border-left:0;padding-left:0}
        .why li{padding:.1875rem 0}
        .why .joint{display:inline-block;min-width:1em;color:var(--soft)}
        .place{color:var(--soft);font:.8125rem ui-monospace,SFMono-Regular,Menlo,Consolas,monospace}
        @media screen and (max-width:44rem){
        main{padding:1.25rem 1rem 3rem}
        h1{font-size:1.375rem}
        table,tbody,tr,td,tbody th{display:block}
        thead{position:absolute;width:1px;height:1px;overflow:hidden;clip-path:inset(50%)}
        tr{padding:.625rem 0;border-bottom:1px solid var(--line)}
        th,td{border:0;padding:.0625rem 0}
        td[data-name]{display:flex;justify-content:space-between;gap:1rem;text-align:right;white-space:normal}
        td[data-name]::before{content:attr(data-name);color:var(--soft);text-align:left;flex:none}
        td[data-name]::before{font-weight:400}
        tbody th{font-weight:650}
        .fixed{white-space:normal}
        th,td{overflow-wrap:anywhere}
        td:empty{display:none}
        .why ul{padding-left:.625rem}
        }
        """;

    /// <summary>Figures that lead to their reasons, which only statements have.</summary>
    public const string Figures = """
        [data-figure] a{color:inherit;text-decoration:underline dotted var(--soft);text-underline-offset:.2em}
        [data-figure] a:hover{text-decoration-style:solid}
        [data-figure] a:focus-visible{outline:.125rem solid currentColor;outline-offset:.125rem;border-radius:.125rem}
        .why{scroll-margin-top:5rem}
        details:has(:target){border-color:currentColor}
        """;

    /// <summary>What paper has of statements, contracts and every page of a server: one way to print, whatever the width of the sheet.</summary>
    /// <remarks>
    /// Tables stay tables, their heads are repeated, and no row is broken. Each sheet says of what it is (<c>data-running</c> of the root) and which of how many it is. What opens is printed where it is open;
    /// a line says where that is to be read which is closed. <c>paper</c> is on paper alone, <c>no-print</c> never.
    /// </remarks>
    public const string Paper = """
        @media not print{.paper{display:none}}
        @media print{
        :root{color-scheme:light;--ink:#000;--soft:#444;--line:#bbb;--edge:#888;--page:#fff;--panel:#fff;--good:#1a6b34;--bad:#b3261e;--unsure:#6b4f00;font-size:9.5pt;--running:attr(data-running)}
        @page{margin:16mm 16mm 18mm;
        @bottom-left{content:var(--running,"");font:7.5pt system-ui,sans-serif;color:#444;text-align:left;vertical-align:top;padding-top:4mm}
        @bottom-right{content:counter(page) " / " counter(pages);font:7.5pt system-ui,sans-serif;color:#444;vertical-align:top;padding-top:4mm;white-space:nowrap}}
        .no-print{display:none}
        main{max-width:none;padding:0}
        p{max-width:none;orphans:3;widows:3}
        a,[data-figure] a{color:inherit;text-decoration:none}
        h2{margin-top:1.25rem}
        h1,h2,h3,h4,h5,summary,.lead,caption,thead{break-after:avoid}
        tr,li,svg,blockquote,.notice,.summary,.signatures,.seal{break-inside:avoid}
        thead{display:table-header-group}
        th,td{padding:.3rem .75rem .3rem 0}
        .summary{border:1px solid var(--line);border-left:3pt solid var(--ink)}
        .seal{font-size:.875rem;margin:.5rem 0 0;display:grid;grid-template-columns:max-content 1fr;gap:0 .75rem}
        .seal dt{color:var(--soft)}.seal dd{margin:0}
        article+article{break-before:page;border-top:0;margin:0;padding:0}
        details{border:0;margin:.25rem 0;background:none}
        details>summary{list-style:none;padding:.25rem 0}
        details:not([open]){display:none}
        .remarks details:not([open]){display:block}
        .why{padding:0}
        .reasons:has(details[open]){break-before:page}
        .reasons details{border:0}
        .why li{break-inside:auto}
        }
        """;
}
