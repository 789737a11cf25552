using System.Runtime.CompilerServices;

namespace Surety.Facts;

/// <summary>Instants as programs write them: <c>2026-10-01T08:00:00Z</c>, up to seven digits after the second, or an offset <c>+01:00</c>.</summary>
internal static class PlainInstant
{
    const long TicksPerSecond = 10_000_000;

    // Days from 1970-01-01 to the first of each month of a year of 365 days.
    static ReadOnlySpan<short> DaysBefore => [0, 31, 59, 90, 120, 151, 181, 212, 243, 273, 304, 334, 365];

    /// <summary>Reads one.</summary>
    /// <param name="text">ASCII.</param>
    /// <param name="ticks">Unix ticks.</param>
    /// <returns><c>false</c>: it is written otherwise, or no instant of 1971 to 2198; nobody has said that it is wrong.</returns>
    public static bool TryRead(ReadOnlySpan<byte> text, out long ticks)
    {
        ticks = 0;
        if (text.Length < 20 || text[4] != '-' || text[7] != '-' || text[10] != 'T' || text[13] != ':' || text[16] != ':') return false;
        var (year, month, day) = ((Two(text, 0) * 100) + Two(text, 2), Two(text, 5), Two(text, 8));
        var (hour, minute, second) = (Two(text, 11), Two(text, 14), Two(text, 17));
        if (year is < 1971 or > 2198 || month is < 1 or > 12 || day < 1 || hour is < 0 or > 23 || minute is < 0 or > 59 || second is < 0 or > 59) return false;
        var isLeap = year % 4 == 0 && (year % 100 != 0 || year % 400 == 0);
        if (day > DaysBefore[month] - DaysBefore[month - 1] + (isLeap && month == 2 ? 1 : 0)) return false;
        var days = ((year - 1970) * 365) + ((year - 1969) / 4) - ((year - 1901) / 100) + ((year - 1601) / 400) + DaysBefore[month - 1] + (isLeap && month > 2 ? 1 : 0) + day - 1;
        ticks = ((((((days * 24L) + hour) * 60) + minute) * 60) + second) * TicksPerSecond;
        return Rest(text[19..], ref ticks);
    }

    /// <summary>What stands behind the second.</summary>
    static bool Rest(ReadOnlySpan<byte> text, ref long ticks)
    {
        if (text[0] == '.')
        {
            var (worth, digits) = (TicksPerSecond, 1);
            for (; digits < text.Length && text[digits] is >= (byte)'0' and <= (byte)'9'; digits++)
            {
                worth /= 10;
                if (worth == 0) return false;
                ticks += (text[digits] - '0') * worth;
            }
            if (digits == 1 || digits == text.Length) return false;
            text = text[digits..];
        }
        if (text.Length == 1) return text[0] == 'Z';
        if (text.Length != 6 || text[3] != ':' || text[0] is not ((byte)'+' or (byte)'-')) return false;
        var (hours, minutes) = (Two(text, 1), Two(text, 4));
        if (hours is < 0 or > 17 || minutes is < 0 or > 59) return false;
        ticks += (text[0] == '+' ? -1 : 1) * ((hours * 60L) + minutes) * 60 * TicksPerSecond;
        return true;
    }

    /// <summary>Two digits; below zero where they are none, also when multiplied and added to others.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    static int Two(ReadOnlySpan<byte> text, int at)
    {
        var (tens, ones) = ((uint)(text[at] ^ '0'), (uint)(text[at + 1] ^ '0'));
        return tens > 9 || ones > 9 ? -1_000_000 : (int)((tens * 10) + ones);
    }
}
