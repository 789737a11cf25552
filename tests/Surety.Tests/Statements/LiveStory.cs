using System.Globalization;
using FsCheck;
using FsCheck.Fluent;
using NodaTime;
using Surety.Agreements;
using Surety.Facts;
using Surety.Levels;
using Surety.Statements;
using Surety.Tests.Facts;

namespace Surety.Tests.Statements;

/// <summary>
/// An agreement with one level on one day, 2 February 2026 in UTC, and facts that arrive as they become true: what a statement says of them at any instant of that day. Minutes count from the
/// start of the day; some facts lie before it.
/// </summary>
/// <param name="Metric">Lines of the metric.</param>
/// <param name="Target">The promise.</param>
/// <param name="Level">Further lines of the level.</param>
/// <param name="Facts">In JSON with single quotes.</param>
/// <param name="Asked">Minutes at which somebody looks, rising.</param>
sealed record LiveStory(string Metric, string Target, string Level, ValueList<string> Facts, ValueList<int> Asked)
{
    const int Day = 1_440;

    /// <summary>Where it is about levels that rest on others in a week of days: chapter 3, of which level <c>l</c> is asked, and what chapter 1 says of members.</summary>
    public (string Levels, string Scope)? Resting { get; init; }

    /// <summary>The window of the level, of which one begins with the day.</summary>
    public string Per { get; init; } = "day";

    /// <summary>The minute at which the window ends.</summary>
    public int End => Resting is not null ? 7 * Day : Per == "day" ? Day : 2 * Day;

    static readonly Instant Start = Instant.FromUtc(2026, 2, 2, 0, 0);

    public static string At(int minute) => (Start + Duration.FromMinutes(minute)).ToString("uuuu-MM-dd'T'HH:mm:ss'Z'", CultureInfo.InvariantCulture);

    const string Scope = """
        calendars:
          mornings:
            open:
              mon-sun: 02:00-11:30
        exclusions:
          maintenance:
            announced: 1 h before
          budgeted:
            at most: 2 h per month
          night:
            only during: mornings
        """;

    public Versions Versions() => Resting is { } resting ? SmallAgreement.Of(Metric, resting.Levels, resting.Scope) : SmallAgreement.OfOne(Metric, Target, Per, Level, Scope);

    public override string ToString() => $"{Metric}\nper: {Per}\ntarget: {Target} {Level} {Resting}\n{string.Join("\n", Facts)}\nasked at {string.Join(", ", Asked.Select(a => $"{a} ({At(a)})"))}";

    /// <summary>What is said of the day, as it is known at a minute.</summary>
    public LevelResult ResultAt(int minute)
    {
        var asOf = Start + Duration.FromMinutes(minute);
        return Evaluation.Of(Versions(), Fact.Read([.. Facts]).Build(asOf), Start + Duration.FromMinutes(End), asOf).Results.Last(r => r.Level == "l" && r.Window.Time.Start == Start);
    }

    static Gen<int> Minutes(int from = -200, int until = Day + 100) => Gen.Choose(from, until);

    static Gen<ValueList<int>> Asks => Gen.Choose(0, Day - 1).ArrayOf(4).Select(a => a.Order().ToValueList());

    static Gen<string> Maybe(params string[] lines) => Gen.Elements([.. lines.Select(l => "\n" + l), .. lines.Select(_ => "")]);

    static Gen<ValueList<string>> Lines(int most, Gen<string> line) => from size in Gen.Choose(0, most) from lines in line.ArrayOf(size) select lines.ToValueList();

    static Gen<string> Rules => from shortest in Maybe("shortest outage: 7 min") from partial in Maybe("partial minutes: full", "partial minutes: touched") select shortest + partial;

    static Gen<string> Exclusions => from name in Gen.Elements("maintenance", "budgeted", "night")
                                     from start in Minutes()
                                     from notice in Gen.Choose(0, 150)
                                     from length in Gen.Choose(5, 200)
                                     from open in Gen.Choose(0, 9)
                                     select $"{{'type':'exclusion','exclusion':'{name}','from':'{At(start)}'{(open == 0 ? "" : $",'until':'{At(start + length)}'")},'announced':'{At(start - notice)}'}}";

    static string Outage((int From, int Seconds, bool Lasts) o) => $"{{'type':'outage','from':'{Second(o.From * 60 + o.Seconds % 60)}'{(o.Lasts ? "" : $",'until':'{Second(o.From * 60 + o.Seconds)}'")}}}";

    static string Second(int second) => (Start + Duration.FromSeconds(second)).ToString("uuuu-MM-dd'T'HH:mm:ss'Z'", CultureInfo.InvariantCulture);

    public static Gen<LiveStory> Availability =>
        from observed in Gen.Elements("outages", "changes", "samples\nevery: 10 min", "counts")
        from rate in observed == "counts" ? Gen.Elements("\nbad when: error rate above 5 %", "") : Gen.Constant("")
        let isTime = observed != "counts" || rate != ""
        from rules in isTime ? Rules : Gen.Constant("")
        from noData in isTime && observed != "outages" ? Maybe("no data: good", "no data: bad", "no data: excluded", "no data: previous") : Gen.Constant("")
        from during in isTime ? Maybe("during: mornings") : Gen.Constant("")
        from leavesOut in Maybe("leaves out: [maintenance]", "leaves out: [budgeted, night]")
        from asGood in isTime ? Maybe(leavesOut == "" ? "counts as good: [maintenance, night]" : leavesOut.Contains("budgeted", StringComparison.Ordinal) ? "counts as good: [maintenance]" : "counts as good: [night]") : Gen.Constant("")
        from target in Gen.Elements("at least 99 %", "at least 80 %", "above 40 %", "between 20 % and 90 %")
        from rounded in Maybe("rounded: to 1 decimals, cut", "rounded: to 0 decimals, half up")
        from rows in observed switch
        {
            "outages" => Lines(6, from o in Minutes() from s in Gen.Choose(30, 6_000) from lasts in Gen.Choose(0, 9) select Outage((o, s, lasts == 0))),
            "counts" => Lines(40, from o in Gen.Choose(-4, 46) from good in Gen.Elements(100, 96, 95, 94, 0) select $"{{'type':'count','from':'{At(o * 30)}','until':'{At(o * 30 + 30)}','good':{good},'total':100}}").Select(l => l.DistinctBy(x => x[..60]).ToValueList()),
            _ => Lines(25, from o in Gen.Choose(-20, 150) from state in Gen.Elements("up", "up", "down", "unknown") select $"{{'type':'state','at':'{At(o * 10 + (o & 3))}','state':'{state}'}}").Select(l => l.DistinctBy(x => x[..45]).ToValueList()),
        }
        from exclusions in Lines(3, Exclusions)
        from averaged in Maybe("moving average: 2 windows")
        from asked in Asks
        select new LiveStory($"measures: availability\nobserved by: {observed}{rate}{rules}{noData}{during}{leavesOut}{asGood}", target, $"{rounded}{averaged}".TrimStart('\n'), [.. rows, .. exclusions], asked);

    /// <summary>Intervals, runs, least traffic, weights, members together, and what is asked of outages.</summary>
    public static Gen<LiveStory> Judged =>
        from kind in Gen.Elements("states", "states", "counts", "averaged", "weights", "across", "outages")
        from intervals in kind switch
        {
            "states" => Gen.Elements("\nintervals: 1 h, bad if any of it is bad", "\nintervals: 1 h, bad if all of it is bad", "\nintervals: 2 h, bad if at least 50 % of it is bad", ""),
            "counts" => Gen.Elements("\nintervals: 1 h", ""),
            "averaged" => Gen.Constant("\nintervals: 1 h, averaged"),
            _ => Gen.Constant(""),
        }
        from run in kind is "averaged" or "weights" or "outages" ? Gen.Constant("") : Maybe("minimum run: 2 h", "minimum run: 45 min")
        from shortest in kind is "averaged" or "counts" ? Gen.Constant("") : Maybe("shortest outage: 20 min")
        from traffic in kind is "counts" or "averaged" ? Maybe("minimum traffic: 50 requests, otherwise good", "minimum traffic: 50 requests, otherwise unknown", "minimum traffic: 50 requests, otherwise left out") : Gen.Constant("")
            // An error rate does not go on in an interval without facts.
        from noData in kind is "outages" or "weights" ? Gen.Constant("") : kind is "counts" or "averaged" ? Maybe("no data: good", "no data: bad", "no data: excluded") : Maybe("no data: good", "no data: bad", "no data: excluded", "no data: previous")
        from during in Maybe("during: mornings")
        from leavesOut in Maybe("leaves out: [maintenance]", "leaves out: [budgeted]")
        from asGood in Maybe("counts as good: [night]")
        let observed = kind switch
        {
            "states" => "observed by: changes",
            "counts" => "observed by: counts\nbad when: error rate above 5 %",
            "averaged" => "observed by: counts",
            "weights" => "observed by: outages\nweights: critical 100 %, major 60 %, minor 25 %",
            "across" => "observed by: changes\nacross: probe, bad when at least 2 are bad",
            _ => "observed by: outages",
        }
        from target in kind is "outages" or "states" or "weights"
            ? Gen.Elements(["at least 80 %", "downtime at most 3 h", .. kind == "weights" ? Array.Empty<string>() : ["longest outage at most 2 h", "number of outages at most 3", "mean time to restore at most 90 min", "mean time between outages at least 4 h"]])
            : Gen.Elements("at least 99 %", "at least 80 %", "above 40 %", "between 20 % and 90 %")
        from rows in kind switch
        {
            "outages" or "weights" => Lines(6, from o in Minutes()
                                               from s in Gen.Choose(30, 9_000)
                                               from impact in Gen.Elements("critical", "major", "minor", "other")
                                               from lasts in Gen.Choose(0, 9)
                                               select Outage((o, s, lasts == 0)).Replace("'type':'outage',", $"'type':'outage','impact':'{impact}',", StringComparison.Ordinal)),
            "counts" or "averaged" => Lines(40, from o in Gen.Choose(-4, 46)
                                                from total in Gen.Elements(100, 100, 10)
                                                from good in Gen.Elements(100, 96, 95, 94, 0)
                                                select $"{{'type':'count','from':'{At(o * 30)}','until':'{At(o * 30 + 30)}','good':{good * total / 100},'total':{total}}}").Select(l => l.DistinctBy(x => x[..60]).ToValueList()),
            "across" => Lines(25, from o in Gen.Choose(-20, 150)
                                  from probe in Gen.Choose(1, 3)
                                  from state in Gen.Elements("up", "down", "unknown")
                                  select $"{{'type':'state','at':'{At(o * 10 + probe)}','state':'{state}','labels':{{'probe':'p{probe}'}}}}").Select(l => l.DistinctBy(x => x[..45]).Concat(Enumerable.Range(1, 3).Select(p => $"{{'type':'state','at':'{At(-300 + p)}','state':'up','labels':{{'probe':'p{p}'}}}}")).ToValueList()),
            _ => Lines(25, from o in Gen.Choose(-20, 150) from state in Gen.Elements("up", "up", "down", "unknown") select $"{{'type':'state','at':'{At(o * 10 + (o & 3))}','state':'{state}'}}").Select(l => l.DistinctBy(x => x[..45]).ToValueList()),
        }
        from exclusions in Lines(2, Exclusions)
        from averaged in Maybe("moving average: 3 windows")
        from asked in Asks
        select new LiveStory($"measures: availability\n{observed}{intervals}{run}{shortest}{traffic}{noData}{during}{leavesOut}{asGood}", target, averaged.TrimStart('\n'), [.. rows, .. exclusions], asked);

    static Gen<string> TicketLine =>
        from ticket in Gen.Choose(1, 5)
        from minute in Minutes()
        from word in Gen.Elements(
            "'event':'opened','priority':'P1'", "'event':'opened','priority':'P2'", "'event':'opened'", "'event':'replied','by':'provider'", "'event':'resolved'", "'event':'resolved'", "'event':'closed'",
            "'event':'reopened'", "'event':'waiting','for':'customer'", "'event':'resumed'", "'event':'priority','to':'P1'", "'event':'priority','to':'P2'")
        select $"{{'type':'ticket','ticket':'T{ticket}',{word},'at':'{At(minute)}'}}";

    public static Gen<LiveStory> Times =>
        from to in Gen.Elements("resolved", "first reply by provider")
        from rules in Maybe("paused while: waiting for customer")
        from clock in Maybe("clock: mornings")
        from reopened in Maybe("re-opened: goes on", "re-opened: ignored")
        from priority in Maybe("priority changes: keep", "priority changes: restart")
        from counts in Maybe("counts in: when opened", "counts in: when finished")
        from open in Maybe("open at the end: missed", "open at the end: left out")
        from target in Gen.Elements(
            "90 % within 1 h", "all within 20 h", "100 % within 2 h", "50 % within 30 min", "mean at most 2 h", "median at most 3 h", "95th percentile at most 4 h", "longest at most 6 h", "50 % within 1 h, the rest within 5 h",
            "\n      priority P1: 80 % within 30 min\n      otherwise: all within 4 h", "\n      priority P1: all within 2 h")
        from averaged in target.Contains("all within", StringComparison.Ordinal) || target.Contains("the rest", StringComparison.Ordinal) ? Gen.Constant("") : Maybe("moving average: 2 windows")
        from facts in Lines(25, TicketLine)
        from asked in Asks
        select new LiveStory($"measures: time\nfrom: opened\nto: {to}{rules}{clock}{reopened}{priority}{counts}{open}", target, averaged.TrimStart('\n'), Tidy(facts), asked);

    /// <summary>Tickets that were resolved before the day, or early in it, and come back in it.</summary>
    public static Gen<LiveStory> ComingBack =>
        from rules in Maybe("paused while: waiting for customer")
        from clock in Maybe("clock: mornings")
        from priority in Maybe("priority changes: keep", "priority changes: restart")
        from counts in Maybe("counts in: when opened", "counts in: when finished")
        from open in Maybe("open at the end: missed", "open at the end: left out")
        from target in Gen.Elements("all within 3 h", "50 % within 4 h", "90 % within 1 h", "at most 1 later than 2 h", "mean at most 2 h", "longest at most 3 h", "all within 1 day", "\n      priority P1: all within 3 h\n      otherwise: 60 % within 5 h")
        from tickets in Lines(4, from id in Gen.Choose(1, 9)
                                 from label in Gen.Elements("", ",'priority':'P1'", ",'priority':'P2'")
                                 from opened in Minutes(-600, 300)
                                 from used in Gen.Choose(10, 280)
                                 from end in Gen.Elements("resolved", "resolved", "closed", "cancelled")
                                 from back in Gen.Choose(1_100, Day - 1)
                                 from away in Gen.Choose(1, 1_500).Select(a => (a & 1) == 0 ? a : Math.Max(1, back - opened - used))
                                 from again in Gen.Choose(5, 300)
                                 from last in Gen.Elements("resolved", "resolved", "status','to':'waiting for customer", "priority','to':'P1")
                                 let events = new[] { $"'opened'{label},'at':'{At(opened)}'", $"'{end}','at':'{At(opened + used)}'", $"'reopened','at':'{At(opened + used + away)}'", $"'{last}','at':'{At(opened + used + away + again)}'" }
                                 select string.Join('\n', events.Select(e => $"{{'type':'ticket','ticket':'T{id}','event':{e}}}")))
        from asked in Gen.Choose(1_050, Day - 1).ArrayOf(4)
        select new LiveStory($"measures: time\nfrom: opened\nto: resolved\nre-opened: goes on{rules}{clock}{priority}{counts}{open}", target, "", tickets.DistinctBy(t => t[..32]).SelectMany(t => t.Split('\n')).ToValueList(), asked.Order().ToValueList());

    // A ticket is opened once and first: a fact that says later what it was about would change what has been.
    static ValueList<string> Tidy(ValueList<string> facts) => facts.GroupBy(f => f[..32]).SelectMany(ticket =>
    {
        var opened = ticket.FirstOrDefault(f => f.Contains("'opened'", StringComparison.Ordinal));
        return opened is null ? [] : ticket.Where(f => f == opened || (!f.Contains("'opened'", StringComparison.Ordinal) && string.CompareOrdinal(f[^22..], opened[^22..]) > 0));
    }).ToValueList();

    public static Gen<LiveStory> Answers =>
        from kind in Gen.Elements(
            ("measures: survey\nscale: 1 to 5\ncounts: mean", "at least 4", "answer"), ("measures: survey\nscale: 1 to 5\ncounts: mean", "at least 5", "answer"), ("measures: survey\nscale: 1 to 5\ncounts: share of 4 and 5\nneeds: at least 3 answers", "at least 85 %", "answer"),
            ("measures: survey\nscale: 0 to 10\ncounts: net promoter score", "at least 20", "answer"), ("measures: value\ntakes: least", "at least 3", "value"), ("measures: value\ntakes: greatest", "at most 4", "value"), ("measures: value\ntakes: sum", "at most 9", "value"),
            ("measures: value\ntakes: last", "at least 2", "value"))
        from facts in Lines(12, from minute in Minutes() from score in Gen.Choose(0, 10) select $"{{'type':'{kind.Item3}','id':'i{minute}-{score}','at':'{At(minute)}','{(kind.Item3 == "answer" ? "score" : "value")}':{score}}}")
        from averaged in Maybe("moving average: 2 windows")
        from asked in Asks
        select new LiveStory(kind.Item1, kind.Item2, averaged.TrimStart('\n'), facts.Distinct().ToValueList(), asked);

    /// <summary>Windows of two days that roll: others end while this one goes on.</summary>
    public static Gen<LiveStory> Rolling =>
        Gen.OneOf(Availability, Judged, Times.Where(s => !s.Metric.Contains("open at the end", StringComparison.Ordinal)), ComingBack.Where(s => !s.Metric.Contains("open at the end", StringComparison.Ordinal)))
            .Select(s => s with { Per = "rolling 2 days", Asked = s.Asked.Select(a => a * 2).ToValueList() });

    /// <summary>Rows that follow the number of tickets.</summary>
    public static Gen<LiveStory> Followed =>
        from counts in Maybe("counts in: when opened", "counts in: when finished")
        from rows in Gen.Elements(
            "\n      up to 2 tickets: 90 % within 1 h\n      above 2 tickets: 50 % within 1 h", "\n      up to 1 tickets: 90 % within 1 h\n      above 1 to 3 tickets: not counted\n      above 3 tickets: 50 % within 1 h",
            "\n      above 2 tickets: 100 % within 1 h\n      otherwise: 50 % within 1 h", "\n      at least 2 tickets: 90 % within 1 h")
        from facts in Lines(25, TicketLine)
        from asked in Asks
        select new LiveStory($"measures: time\nfrom: opened\nto: resolved{counts}", rows, "volume: tickets of m", Tidy(facts), asked);

    /// <summary>A week of days of three routers and of a desk, counted, weighed and combined.</summary>
    public static Gen<LiveStory> Weeks =>
        from level in Gen.Elements(
            "counts: routers\nper: week\ntarget: at least 60 % met", "counts: routers\nper: week\ntarget: at least 15 met", "counts: routers\nweighted by: users\nper: week\ntarget: at least 70 % met",
            "combines: routers\nweighted by: users\nper: week\ntarget: at least 90 %", "combines: routers\nweighted by: fee\nper: week\ntarget: at least 90 %", "combines:\n  routers, member r1: 30 %\n  routers, member r2: 20 %\n  desk: 50 %\nper: week\ntarget: at least 80 %",
            "combines:\n  routers: 3 points\n  desk: 4 points\nper: week\ntarget: at least 4", "combines:\n  routers, member r1: 3 points\n  routers, member r2: 2 points\n  desk: 4 points\nper: week\ntarget: at least 50 %")
        from weekday in Maybe("during: mornings")
        from outages in Lines(8, from o in Gen.Choose(-200, 7 * Day) from s in Gen.Choose(600, 60_000) from lasts in Gen.Choose(0, 9) from router in Gen.Choose(1, 3) select Outage((o, s, lasts == 0)).Replace("'type':'outage',", $"'type':'outage','labels':{{'member':'r{router}'}},", StringComparison.Ordinal))
        from tickets in Lines(12, from t in Gen.Choose(1, 9) from word in Gen.Elements("opened", "resolved") from minute in Gen.Choose(0, 7 * Day) select $"{{'type':'ticket','ticket':'T{t}','event':'{word}','at':'{At(minute)}'}}")
        from asked in Gen.Choose(0, (7 * Day) - 1).ArrayOf(4)
        select new LiveStory($"up:\n  measures: availability\n  observed by: outages\n  for each: routers{weekday.Replace("\n", "\n  ", StringComparison.Ordinal)}\nrepair:\n  measures: time\n  from: opened\n  to: resolved", "", "", [.. outages, .. Tidy(tickets)], asked.Order().ToValueList())
        {
            Resting = ($"routers:\n  metric: up\n  per: day\n  target: at least 90 %\ndesk:\n  metric: repair\n  per: day\n  target: 90 % within 4 h\nl:\n  {level.Replace("\n", "\n  ", StringComparison.Ordinal)}",
                $"{Scope}\ninventory:\n  routers:\n    of: shop\n    attributes: [users]\n    members:\n      r1:\n        users: 300\n      r2:\n        users: 100\n      r3:\n        users: 7"),
        };
}
