using NodaTime;
using Surety.Backtests;
using Surety.Scope;

namespace Surety.Cli.Backtests;

/// <summary>The months behind <c>--from</c> and <c>--until</c>.</summary>
internal static class MonthRange
{
    /// <summary>Reads both ends.</summary>
    /// <returns><c>null</c> where one is no month or they are in the wrong order; what is wrong has been told.</returns>
    public static ValueList<Window>? Read(string from, string until, DateTimeZone zone, Session session)
    {
        if (BacktestQuestion.Months(("--from", from), ("--until", until), zone) is Result<ValueList<Window>>.Ok { Value: var months }) return months;
        session.Refuse(((Result<ValueList<Window>>.Refused)BacktestQuestion.Months(("--from", from), ("--until", until), zone)).Problems);
        return null;
    }
}
