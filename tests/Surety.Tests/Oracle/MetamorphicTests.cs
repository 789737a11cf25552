using NodaTime;
using Shouldly;
using Xunit;

namespace Surety.Tests.Oracle;

/// <summary>What must not change a statement, and what changes it in a known way: drawn cases, each told twice.</summary>
public sealed class MetamorphicTests
{
    static readonly Func<ulong, Case>[] Draws = [AvailabilityDraws.Draw, TicketDraws.Draw, SurveyDraws.Draw];

    static void ForEach(int cases, Action<Case, Draw> then)
    {
        for (var seed = 1_000_001UL; seed <= 1_000_000 + (ulong)(cases * Trial.Times); seed++) then(Draws[seed % 3](seed), new(seed));
    }

    [Fact]
    public void The_order_of_facts_their_files_and_their_copies_change_nothing() => ForEach(45, (asked, draw) =>
    {
        var lines = asked.Lines.Concat(asked.Lines.Where(_ => draw.In(10))).Select(l => (Order: draw.Whole(0, 1_000_000), l)).OrderBy(l => l.Order).Select(l => l.l).ToList();
        // A ticket's events have no id: they are known by their content, a fact with an id by its source.
        IReadOnlyList<IReadOnlyList<string>> files = asked.Facts.Any(f => f.Id is not null) ? [lines] : [[.. lines.Take(lines.Count / 2)], [.. lines.Skip(lines.Count / 2)]];

        Said.Of(Engine.Statement(ContractText.Of(asked.Contract), files, asked.Period, asked.AsOf)).ShouldBe(Said.Of(asked), asked.Replay());
    });

    [Fact]
    public void Facts_that_no_metric_reads_and_facts_from_before_the_term_change_nothing() => ForEach(45, (asked, _) =>
    {
        var start = Zones.StartOfDay(asked.Zone, asked.Contract.From);
        var elsewhere = new SortedDictionary<string, string> { ["service"] = "web shop" };
        List<Told> more = [new Told.Outage(start - Duration.FromDays(9), start - Duration.FromDays(8), "critical") { Labels = elsewhere, Id = "before-1" }, new Told.Answer(start - Duration.FromDays(3), 1) { Labels = elsewhere, Id = "before-2" }];

        Said.Of(asked with { Facts = [.. asked.Facts, .. more] }).ShouldBe(Said.Of(asked), asked.Replay());
    });

    [Fact]
    public void Other_names_are_other_names_and_nothing_else() => ForEach(45, (asked, _) =>
    {
        (string Old, string New)[] names = [("web shop", "online store"), ("help desk", "support"), ("metric ", "measure "), ("level ", "promise "), ("hours ", "times "), ("exclusion 1", "works 1"), ("exclusion 2", "works 2"), ("probe", "prober"), ("branch routers", "field boxes")];
        string Renamed(string text) => names.Aggregate(text, (t, n) => t.Replace(n.Old, n.New, StringComparison.Ordinal));
        var text = Renamed(ContractText.Of(asked.Contract)).Replace("business times", "business hours", StringComparison.Ordinal);

        var said = Said.Of(Engine.Statement(text, [[.. asked.Lines.Select(Renamed)]], asked.Period, asked.AsOf));

        said.Order(StringComparer.Ordinal).ShouldBe(Said.Of(asked).Select(Renamed).Order(StringComparer.Ordinal), asked.Replay());
    });

    [Fact]
    public void An_agreement_and_its_facts_in_another_zone_give_the_same_figures() => ForEach(45, (asked, _) =>
    {
        var here = asked.Contract with { Zone = "UTC", Calendars = [.. asked.Contract.Calendars.Select(c => c with { Zone = null })], Levels = [.. asked.Contract.Levels.Select(l => l with { WindowZone = null })] };
        // Nepal has no change of the clocks, and lies a quarter of an hour from every whole hour.
        var earlier = Duration.FromMinutes(345);
        var there = asked with { Contract = here with { Zone = "Asia/Kathmandu" }, Facts = [.. asked.Facts.Select(f => f.Moved(-earlier))], AsOf = asked.AsOf - earlier };

        Said.Of(there).ShouldBe(Said.Of(asked with { Contract = here }), asked.Replay());
    });

    [Fact]
    public void Fees_that_are_all_seven_times_as_high_give_credits_that_are_seven_times_as_high() => ForEach(45, (asked, _) =>
    {
        var credits = asked.Contract.Credits.Where(c => c.Of?.What != "money" && c.Bands.All(b => b.Award.Money is null) && c.Formula is not { Gives.Money: not null }).Select(c => c with { PaidIf = null, Cap = null }).ToList();
        var once = asked with { Contract = asked.Contract with { Credits = credits, Caps = [], OnlyTheBest = false } };
        var sevenTimes = once with
        {
            Contract = once.Contract with
            {
                Services = [.. once.Contract.Services.Select(s => s with { Fee = Times7(s.Fee), Parts = [.. s.Parts.Select(p => (p.Name, Times7(p.Fee)!))] })],
                Groups = [.. once.Contract.Groups.Select(g => g with { Members = [.. g.Members.Select(m => m with { Fee = Times7(m.Fee) })] })],
            },
        };

        Exact(sevenTimes).ShouldBe(Exact(once).Select(x => x * 7), asked.Replay());

        static Fee? Times7(Fee? fee) => fee is null ? null : fee with { Amount = fee.Amount * 7 };

        static List<Fraction> Exact(Case asked) =>
            [.. Engine.Statement(ContractText.Of(asked.Contract), [asked.Lines], asked.Period, asked.AsOf).GetProperty("credits").EnumerateArray().Select(c => Fraction.Parse(c.GetProperty("exact").GetString()!))];
    });
}
