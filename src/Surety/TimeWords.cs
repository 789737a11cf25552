using System.Globalization;
using System.Numerics;
using System.Text;
using NodaTime;

namespace Surety;

/// <summary>Lengths of time in words.</summary>
public static class TimeWords
{
    /// <summary>Writes <c>3 h 10 min</c>, <c>43 min 12 s</c>, <c>0.4 s</c>, <c>1,200 h</c>: whole, down to the tick; days are hours, since a day is not always 24 of them.</summary>
    public static string ToTimeWords(this Duration time) => OfTicks(time.BclCompatibleTicks);

    /// <summary>The same, of a length that no clock of ours could run: sums of what others measured have no end.</summary>
    internal static string OfTicks(BigInteger ticks)
    {
        if (ticks.Sign < 0) return "−" + OfTicks(-ticks);
        var hours = BigInteger.DivRem(ticks, 36_000_000_000, out var below);
        var (minutes, rest) = ((long)below / 600_000_000, (long)below % 600_000_000);
        var text = new StringBuilder();
        if (hours.Sign > 0) text.Append(hours.ToString("#,##0", CultureInfo.InvariantCulture)).Append(" h");
        if (minutes > 0) text.Append(text.Length > 0 ? " " : "").Append(minutes).Append(" min");
        if (rest > 0 || text.Length == 0) text.Append(text.Length > 0 ? " " : "").Append(new decimal(rest / 10_000_000) + (new decimal(rest % 10_000_000) / 10_000_000m)).Append(" s");
        return text.ToString();
    }
}
