using NodaTime;

namespace Surety.Tests.Oracle;

/// <summary>Draws cases of availability and credits.</summary>
static class AvailabilityDraws
{
    static readonly string[] Zones = ["Europe/Berlin", "America/New_York", "UTC", "Asia/Kathmandu", "Australia/Lord_Howe", "Africa/Casablanca", "America/Sao_Paulo", "Pacific/Apia"];

    public static Case Draw(ulong seed) => Draw(seed, null);

    /// <summary>With a zone, and a day on which its clocks change: a term of a few days around it.</summary>
    public static Case Draw(ulong seed, (string Zone, LocalDate Date)? change)
    {
        var draw = new Draw(seed);
        var (from, period, days, grain) = change is { } day ? Around(draw, day.Date) : Span(draw);
        var contract = new Contract(change?.Zone ?? draw.Of(Zones), from, days is { } length ? from.PlusDays(length) : null)
        {
            Services = Services(draw),
            Calendars = [.. CalendarDraws.Some(draw, from)],
        };
        contract = contract with { Groups = draw.In(30) ? [Routers(draw, contract)] : [] };
        contract = contract with { Exclusions = [.. ExclusionDraws.Some(draw, contract, grain)] };
        contract = contract with { Metrics = [.. Enumerable.Range(1, draw.Whole(1, 2)).Select(i => Drawn(draw, contract, $"metric {i}", grain))] };
        contract = contract with { Levels = [.. contract.Metrics.SelectMany((m, i) => LevelDraws.Some(draw, contract, m, i, days is < 10))] };
        contract = CreditDraws.With(draw, contract);
        contract = contract with { Rights = RightDraws.Some(draw, contract) };
        var zone = Oracle.Zones.Of(contract.Zone);
        var first = Oracle.Zones.StartOfDay(zone, from);
        var (_, next) = new Case(seed, contract, [], period, default, grain).Days;
        var end = Oracle.Zones.StartOfDay(zone, next);
        var facts = FactDraws.Some(draw, contract, first, days is { } d ? first + Duration.FromDays(d + 1) : end, grain);
        var asOf = end + Duration.FromDays(draw.Whole(1, 3));
        return new(seed, contract, [.. facts.Where(f => f.Over < asOf)], period, asOf, grain);
    }

    static (LocalDate From, string Period, int? Days, int Grain) Around(Draw draw, LocalDate date) =>
        (date.PlusDays(-draw.Whole(0, 4)), $"{date.Year}-{date.Month:00}", draw.In(60) ? draw.Whole(1, 9) : null, 900);

    /// <summary>From when the agreement runs, what is asked, and how fine time is cut: the finer, the shorter.</summary>
    static (LocalDate From, string Period, int? Days, int Grain) Span(Draw draw)
    {
        var (year, month) = (draw.Whole(2010, 2027), draw.Whole(1, 12));
        var first = new LocalDate(year, month, 1);
        var inMonth = $"{year}-{month:00}";
        return draw.Whole(1, 20) switch
        {
            <= 1 => (first.PlusDays(draw.Whole(0, 20)), inMonth, 0, 1),
            <= 3 => (first.PlusDays(draw.Whole(0, 20)), inMonth, draw.Whole(0, 1), draw.Of(5, 10)),
            <= 8 => (first.PlusDays(draw.Whole(0, 20)), inMonth, draw.Whole(1, 6), draw.Of(15, 20, 30)),
            <= 12 => (first.PlusDays(draw.Whole(-8, 25)), inMonth, draw.Whole(5, 12), 60),
            <= 17 => (first.PlusDays(draw.Whole(-20, 20)), inMonth, null, 300),
            18 => (first.PlusDays(-draw.Whole(30, 120)), inMonth, draw.In(50) ? draw.Whole(60, 130) : null, 900),
            _ => (first.PlusDays(-draw.Whole(0, 60)), $"{year}-Q{(month + 2) / 3}", null, 900),
        };
    }

    static IReadOnlyList<Service> Services(Draw draw)
    {
        Fee Fee() => new(draw.Whole(1, 400000) / 100m, draw.Of("month", "month", "month", "quarter", "year", "day"));
        return draw.In(60)
            ? [new("web shop", Fee())]
            : [new("web shop", Fee()) { Parts = draw.In(50) ? [("checkout", Fee()), ("catalogue", Fee())] : [] }, new("mail", draw.In(80) ? Fee() : null)];
    }

    static Group Routers(Draw draw, Contract contract)
    {
        var group = new Group("branch routers", "web shop", ["class"], [.. Enumerable.Range(1, draw.Whole(1, 3)).Select(i => new Member(
            $"r{i}",
            draw.In(30) ? NotSkipped(contract.From.PlusDays(draw.Whole(-5, 20))) : null,
            draw.In(30) ? NotSkipped(contract.From.PlusDays(draw.Whole(21, 50))) : null,
            new Dictionary<string, string> { ["class"] = draw.Of("core", "edge") },
            draw.In(60) ? new(draw.Whole(1, 9000) / 100m, "month") : null))]);
        return group;
    }

    /// <summary>Whether a member that begins on a day that never was is paid for it, no text says.</summary>
    static LocalDate NotSkipped(LocalDate date) => date == new LocalDate(2011, 12, 30) ? date.PlusDays(1) : date;

    static Metric.Availability Drawn(Draw draw, Contract contract, string name, int grain)
    {
        var observed = draw.Of("changes", "changes", "samples", "outages", "outages", "counts");
        var metric = new Metric.Availability(name, observed)
        {
            Service = draw.In(70) ? draw.Of(contract.Services).Name : null,
            Where = draw.In(15) ? [("probe", draw.In(50) ? ["http"] : ["http", "tcp"])] : [],
            Feed = draw.In(8) ? "platform" : null,
            ForEach = [.. contract.Groups.Count > 0 && draw.In(50) ? [contract.Groups[0].Name] : Array.Empty<string>(), .. draw.In(8) ? ["probe"] : Array.Empty<string>(), .. draw.In(8) ? ["region"] : Array.Empty<string>()],
            During = contract.Calendars.Count > 0 && draw.In(35) ? draw.Of(contract.Calendars).Name : null,
            LeavesOut = draw.Some([.. contract.Exclusions.Select(e => e.Name)]),
        };
        if (metric.Service is { } of && contract.Services.Single(s => s.Name == of).Parts.Count > 0 && draw.In(40)) metric = metric with { Part = draw.Of("checkout", "catalogue") };
        metric = metric with { Every = observed == "samples" ? draw.Of(grain > 300 ? 15 : 5, 15, 30, 60) : 0 };
        return AvailabilityRules.Some(draw, contract, metric, grain);
    }
}
