using NodaTime;
using Surety.Cli.Statements;
using Surety.Scope;

namespace Surety.Cli.Backtests;

/// <summary>The months behind <c>--from</c> and <c>--until</c>.</summary>
internal static class MonthRange
{
    /// <summary>Reads both ends.</summary>
    /// <returns><c>null</c> where one is no month or they are in the wrong order; what is wrong has been told.</returns>
    public static ValueList<Window>? Read(string from, string until, DateTimeZone zone, Session session)
    {
        if (Month("--from", from, session) is not { } first || Month("--until", until, session) is not { } last) return null;
        if (last.Start < first.Start)
        {
            session.Complain($"--until {last} is before --from {first}.");
            return null;
        }
        var months = new List<Window>();
        for (var month = WindowRule.Month.At(first.Start, zone); month.From <= last.Start; month = month.Next(zone)) months.Add(month);
        return months.ToValueList();
    }

    static CalendarPeriod? Month(string option, string text, Session session)
    {
        if (Measured.Read(option, text, session) is not { } period) return null;
        if (period.Length == 1) return period;
        session.Complain($"{option}: '{text}' is no month. Write '2026-10'.");
        return null;
    }
}
