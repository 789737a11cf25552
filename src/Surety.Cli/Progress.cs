using System.Globalization;
using NodaTime;
using Surety.Statements;

namespace Surety.Cli;

/// <summary>A bar on the terminal of the messages for work that takes longer than two seconds: rows read, and how much of the file. Nowhere else is anything written.</summary>
/// <remarks>It is one line that is written over and in the end wiped out, so that no trace of it stands between the messages.</remarks>
internal sealed class Progress : IDisposable
{
    static readonly Duration Patience = Duration.FromSeconds(2);
    static readonly Duration Pace = Duration.FromMilliseconds(100);

    readonly Session session;
    readonly string file;
    readonly long total;
    readonly Instant began;
    Instant told;

    Progress(Session session, string file, long total)
    {
        (this.session, this.file, this.total) = (session, file, total);
        began = told = session.Time.GetCurrentInstant();
    }

    /// <summary>Begins; nothing stands on the screen yet. <c>null</c> where there is no terminal, or the run is quiet.</summary>
    /// <param name="session">Where messages go.</param>
    /// <param name="file">What is read.</param>
    /// <param name="total">Bytes of it.</param>
    public static Progress? Of(Session session, string file, long total) => session is { IsQuiet: false, Terminal.MessagesAreOnTerminal: true } ? new(session, file, total) : null;

    /// <summary>Says how far it is.</summary>
    /// <param name="rows">Rows read.</param>
    /// <param name="bytes">Bytes read.</param>
    public void Tell(long rows, long bytes)
    {
        var now = session.Time.GetCurrentInstant();
        if (now - began < Patience || now - told < Pace) return;
        told = now;
        session.Messages.Write($"\r{Line(rows, bytes)}\e[K");
        session.Messages.Flush();
    }

    /// <summary>Wipes the line.</summary>
    public void Dispose()
    {
        if (told == began) return;
        session.Messages.Write("\r\e[K");
        session.Messages.Flush();
    }

    // One line at most: a line that folds could not be written over.
    string Line(long rows, long bytes)
    {
        const int most = 30;
        var (share, text) = (total == 0 ? 1 : (decimal)bytes / total, $"{Display.Count(rows, "row", "rows")}, {Size(bytes)} of {Size(total)} MB");
        var name = Session.Harmless(Path.GetFileName(file));
        var room = Math.Max(0, session.Terminal.Width - text.Length - 9);
        if (name.Length > room) name = "";
        var bar = Math.Clamp(room - name.Length - 2, 0, most);
        var full = (int)(share * bar);
        return $"{name}{(name.Length > 0 ? "  " : "")}{new string('█', full)}{new string('░', bar - full)} {(int)(share * 100),3} %  {text}";
    }

    static string Size(long bytes) => (bytes / 1_000_000m).ToString("0.0", CultureInfo.InvariantCulture);
}
