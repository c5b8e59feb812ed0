package dev.xmcgan.evaluation.study;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import dev.xmcgan.evaluation.scores.Interval;
import dev.xmcgan.evaluation.scores.Scores;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.BiFunction;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class HumanStudyTest {

  private static final List<String> SYSTEMS = List.of("xmcgan", "dmgan", "real");
  private static final Pattern IMAGE = Pattern.compile("src=\"(images/\\d+\\.png)\"");

  @TempDir private Path directory;

  @Test
  void usualStudyHasAThousandCaptionsAndFiveRaters() {
    // when
    StudyOptions options = StudyOptions.usual(SYSTEMS, 1);

    // then
    assertThat(options.captions()).isEqualTo(1000);
    assertThat(options.raters()).isEqualTo(5);
  }

  @Test
  void pagesShowEachImageWhereTheKeySaysAndTellNoSystem() throws IOException {
    // given
    StudySheets sheets = new StudySheets(new StudyOptions(SYSTEMS, 20, 2, 4));

    // when
    sheets.write(directory, items(30));

    // then
    Map<String, List<String>> key = new HashMap<>();
    Files.readAllLines(directory.resolve("key.csv")).stream()
        .skip(1)
        .map(line -> List.of(line.split(",", -1)))
        .forEach(cells -> key.put(cells.get(0) + "/" + cells.get(1), cells.subList(2, 5)));
    assertThat(key).hasSize(40);
    for (int rater = 1; rater <= 2; rater++) {
      String page = Files.readString(directory.resolve("rater-" + rater + ".html"));
      assertThat(page).doesNotContain(SYSTEMS.get(0), SYSTEMS.get(1));
      String[] sections = page.split("<section id=\"", -1);
      assertThat(sections).hasSize(21);
      for (int i = 1; i < sections.length; i++) {
        String item = sections[i].substring(0, sections[i].indexOf('"'));
        List<String> shown = new ArrayList<>();
        Matcher images = IMAGE.matcher(sections[i]);
        while (images.find()) {
          shown.add(Files.readString(directory.resolve(images.group(1))));
        }
        List<String> expected =
            key.get(rater + "/" + item).stream().map(system -> system + " of " + item).toList();
        assertThat(shown).isEqualTo(expected);
      }
    }
  }

  @Test
  void everySystemComesInEveryColumnAndRatersDiffer() throws IOException {
    // given
    StudySheets sheets = new StudySheets(new StudyOptions(SYSTEMS, 60, 2, 4));

    // when
    sheets.write(directory, items(60));

    // then
    List<String> key = Files.readAllLines(directory.resolve("key.csv"));
    Set<String> firsts = new HashSet<>();
    key.stream().skip(1).forEach(line -> firsts.add(line.split(",", -1)[2]));
    assertThat(firsts).containsExactlyInAnyOrderElementsOf(SYSTEMS);
    assertThat(itemsOf(key, "1")).isNotEqualTo(itemsOf(key, "2"));
    assertThat(itemsOf(key, "1")).containsExactlyInAnyOrderElementsOf(itemsOf(key, "2"));
  }

  @Test
  void theSameSeedWritesTheSameStudy() throws IOException {
    // given
    StudySheets sheets = new StudySheets(new StudyOptions(SYSTEMS, 10, 2, 4));
    Path again = directory.resolve("again");

    // when
    sheets.write(directory, items(12));
    sheets.write(again, items(12));

    // then
    for (String file : List.of("key.csv", "rater-1.html", "rater-2.csv")) {
      assertThat(again.resolve(file)).hasSameTextualContentAs(directory.resolve(file));
    }
  }

  @Test
  void captionsAreEscapedOnThePage() throws IOException {
    // given
    Path image = Files.write(directory.resolve("image.png"), new byte[] {1});
    Map<String, Path> images = Map.of("a", image, "b", image);
    StudyItem item = new StudyItem("1", "a <b>bold</b> \"dog\" & cat", images);

    // when
    new StudySheets(new StudyOptions(List.of("a", "b"), 1, 1, 0)).write(directory, List.of(item));

    // then
    assertThat(directory.resolve("rater-1.html"))
        .content()
        .contains("a &lt;b&gt;bold&lt;/b&gt; &quot;dog&quot; &amp; cat");
  }

  @Test
  void ratersWhoAlwaysAgreeGiveACertainResult() throws IOException {
    // given: real before xmcgan before dmgan, wherever they stand
    List<String> order = List.of("real", "xmcgan", "dmgan");
    new StudySheets(new StudyOptions(SYSTEMS, 25, 2, 4)).write(directory, items(25));
    String key = Files.readString(directory.resolve("key.csv"));

    // when
    List<StudyResult> results =
        new StudyAnalysis(500, 1)
            .analyse(key, answers(key, (item, system) -> 1 + order.indexOf(system)));

    // then
    assertThat(results).extracting(StudyResult::system).containsExactly("dmgan", "real", "xmcgan");
    assertThat(results.get(1).preferred().value()).isEqualTo(1);
    assertThat(results.get(1).preferred().interval()).contains(new Interval(1, 1));
    assertThat(results.get(0).meanRank().value()).isEqualTo(3);
    assertThat(Scores.compare(results.get(1).meanRank(), results.get(2).meanRank())).isEqualTo(1);
  }

  @Test
  void intervalsCountCaptionsAndNotAnswers() throws IOException {
    // given: on half of the captions all 4 raters prefer one system, on the others the other
    List<String> systems = List.of("a", "b");
    new StudySheets(new StudyOptions(systems, 40, 4, 4)).write(directory, items(40, systems));
    String key = Files.readString(directory.resolve("key.csv"));

    // when
    List<StudyResult> results =
        new StudyAnalysis(4000, 1)
            .analyse(
                key,
                answers(
                    key,
                    (item, system) ->
                        Integer.parseInt(item) % 2 == systems.indexOf(system) ? 1 : 2));

    // then: ± 1.96 · √(¼ / 40); taken as 160 answers it would be half of that
    Interval interval = results.get(0).preferred().interval().orElseThrow();
    assertThat(results.get(0).preferred().value()).isEqualTo(0.5);
    assertThat(interval.low()).isCloseTo(0.5 - 0.155, within(0.026));
    assertThat(interval.high()).isCloseTo(0.5 + 0.155, within(0.026));
  }

  @Test
  void rowsLeftOpenAreNotCounted() {
    // given
    String key = "rater,item,A,B\n1,x,a,b\n1,y,b,a\n";

    // when
    List<StudyResult> results =
        new StudyAnalysis(10, 0).analyse(key, List.of("rater,item,A,B\n1,x,2,1\n1,y,,\n"));

    // then
    assertThat(results.get(1).system()).isEqualTo("b");
    assertThat(results.get(1).preferred().value()).isEqualTo(1);
    assertThat(results.get(1).preferred().protocol().images()).isEqualTo(1);
  }

  @Test
  void answersThatAreNoRankingAreRefusedByRaterAndItem() {
    // given
    String key = "rater,item,A,B\n1,x,a,b\n";
    StudyAnalysis analysis = new StudyAnalysis(10, 0);

    // when, then
    for (String ranks : List.of("1,1", "1,", "0,1", "2,3", "first,second")) {
      assertThatThrownBy(() -> analysis.analyse(key, List.of("rater,item,A,B\n1,x," + ranks)))
          .isInstanceOf(IllegalArgumentException.class)
          .hasMessageContaining("rater 1, item x");
    }
    assertThatThrownBy(() -> analysis.analyse(key, List.of("rater,item,A,B\n2,x,1,2")))
        .hasMessage("rater 2, item x: not in the key");
    assertThatThrownBy(() -> analysis.analyse(key, List.of("rater,item,A,B\n1,x,,\n")))
        .hasMessage("a study without answers");
  }

  @Test
  void anItemWithoutASystemsImageIsRefused() throws IOException {
    // given
    List<StudyItem> items = items(3, List.of("xmcgan", "real"));
    StudySheets sheets = new StudySheets(new StudyOptions(SYSTEMS, 3, 1, 0));

    // when, then
    assertThatThrownBy(() -> sheets.write(directory, items))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage("item 0 has no image of dmgan");
  }

  private static List<String> answers(String key, BiFunction<String, String, Integer> rank) {
    StringBuilder sheet = new StringBuilder(key.lines().findFirst().orElseThrow()).append('\n');
    key.lines()
        .skip(1)
        .forEach(
            line -> {
              String[] cells = line.split(",", -1);
              sheet.append(cells[0]).append(',').append(cells[1]);
              for (int i = 2; i < cells.length; i++) {
                sheet.append(',').append(rank.apply(cells[1], cells[i]));
              }
              sheet.append('\n');
            });
    return List.of(sheet.toString());
  }

  private static List<String> itemsOf(List<String> key, String rater) {
    return key.stream()
        .filter(line -> line.startsWith(rater + ","))
        .map(line -> line.split(",", -1)[1])
        .toList();
  }

  private List<StudyItem> items(int count) throws IOException {
    return items(count, SYSTEMS);
  }

  private List<StudyItem> items(int count, List<String> systems) throws IOException {
    Path given = Files.createDirectories(directory.resolve("given"));
    List<StudyItem> items = new ArrayList<>();
    for (int i = 0; i < count; i++) {
      Map<String, Path> images = new HashMap<>();
      for (String system : systems) {
        Path file = given.resolve(system + "-" + i + ".png");
        images.put(system, Files.writeString(file, system + " of " + i));
      }
      items.add(new StudyItem(Integer.toString(i), "caption " + i, images));
    }
    return items;
  }
}
