// Images against vectors that the DataSketches library wrote.
#include <absl/strings/escaping.h>
#include <gtest/gtest.h>

#include "seenby/error.h"
#include "seenby/theta_sketch.h"
#include "tally/murmur3.h"

namespace seenby {
namespace {

constexpr std::string_view kOne = "01030300001acc93fe73a559df31ab7f";
constexpr std::string_view kThree =
    "02030300001acc930300000000000000a931b17a923ea603efea3a1454c7e142fe73a559df31ab7f";
constexpr std::string_view kThreePacked =
    "0104033e011acc93030e98fa49eac4c6a7f3b88c19989b946f325aa2d15aa243c0";
constexpr std::string_view kNone = "01030300001e0000";

ThetaSketch sketch_of(const std::vector<std::string>& viewers) {
  ThetaSketch sketch;
  for (const std::string& viewer : viewers) sketch.hashes.push_back(viewer_hash(viewer));
  std::sort(sketch.hashes.begin(), sketch.hashes.end());
  return sketch;
}

std::string hex_image(const ThetaSketch& sketch) {
  return absl::BytesToHexString(theta_image(sketch));
}

ThetaSketch read(std::string_view hex) {
  return parse_theta_image(absl::HexStringToBytes(std::string(hex)));
}

std::string refusal(const std::string& image) {
  try {
    parse_theta_image(image);
  } catch (const Error& error) {
    EXPECT_EQ(error.code(), ExitCode::kIo);
    return error.what();
  }
  return "read";
}

TEST(ThetaImage, IsTheLibrarysOwn) {
  EXPECT_EQ(hex_image(sketch_of({"u1"})), kOne);
  EXPECT_EQ(hex_image(sketch_of({"u1", "u2", "u3"})), kThree);
  EXPECT_EQ(hex_image({}), kNone);
}

TEST(ThetaImage, IsReadInBothVersions) {
  EXPECT_EQ(read(kOne), sketch_of({"u1"}));
  EXPECT_EQ(read(kThree), sketch_of({"u1", "u2", "u3"}));
  EXPECT_EQ(read(kThreePacked), sketch_of({"u1", "u2", "u3"}));
  EXPECT_EQ(read(kNone), ThetaSketch());
}

TEST(ThetaImage, KeepsThetaEvenWithoutAHash) {
  ThetaSketch sketch{std::uint64_t{1} << 60, {5, 7, (std::uint64_t{1} << 60) - 1}};
  EXPECT_EQ(hex_image(sketch).substr(0, 48), "03030300001acc9303000000000000000000000000000010");
  EXPECT_EQ(parse_theta_image(theta_image(sketch)), sketch);
  sketch.hashes.resize(1);
  EXPECT_EQ(parse_theta_image(theta_image(sketch)), sketch);
  sketch.hashes.clear();
  EXPECT_EQ(parse_theta_image(theta_image(sketch)), sketch);
}

TEST(ThetaImage, IsSortedWhereItIsNot) {
  EXPECT_EQ(read("02030300000acc930200000000000000"
                 "07000000000000000500000000000000"),
            (ThetaSketch{ThetaSketch::kAll, {5, 7}}));
}

TEST(ThetaImage, IsRefusedWhenCutAnywhere) {
  for (const std::string_view hex : {kOne, kThree, kThreePacked, kNone}) {
    const std::string whole = absl::HexStringToBytes(std::string(hex));
    for (std::size_t size = 0; size < whole.size(); ++size) {
      EXPECT_EQ(refusal(whole.substr(0, size)), "no Theta sketch that can be read: it is truncated")
          << hex << " cut at " << size;
    }
  }
}

TEST(ThetaImage, SaysWhatIsWrong) {
  const auto changed = [](std::size_t at, char byte) {
    std::string image = absl::HexStringToBytes(std::string(kThree));
    image[at] = byte;
    return refusal(image).substr(std::string("no Theta sketch that can be read: ").size());
  };
  EXPECT_EQ(changed(0, 4), "it is damaged");
  EXPECT_EQ(changed(1, 2), "serial version 2, and 3 and 4 are read");
  EXPECT_EQ(changed(2, 1), "family 1, and a compact Theta sketch is of 3");
  EXPECT_EQ(changed(6, 0), "its hashes have another seed than 9001");
  EXPECT_EQ(changed(8, 4), "it is truncated");
  EXPECT_EQ(changed(8, 2), "more bytes than it has hashes for");
  EXPECT_EQ(changed(11, '\x7f'), "2130706435 hashes, and at most 67108864 are read");
  EXPECT_EQ(changed(39, '\xff'), "it is damaged");
}

}  // namespace
}  // namespace seenby
